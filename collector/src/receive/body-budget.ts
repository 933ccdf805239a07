import { QueueFullError } from "../segment/errors.ts";

/** Bytes of requests that are being received. Each alone is bounded; this bounds all of them. */
export class BodyBudget {
  readonly #bytesMax: number;
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** @throws {QueueFullError} when there is no place for them now */
  take(bytes: number): void {
    if (this.#bytes + bytes > this.#bytesMax)
      throw new QueueFullError("too many requests are being received at once", 1);
    this.#bytes += bytes;
  }

  giveBack(bytes: number): void {
    this.#bytes -= bytes;
  }
}
