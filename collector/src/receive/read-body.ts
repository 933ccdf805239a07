import { Buffer } from "node:buffer";
import type { IncomingMessage } from "node:http";
import type { BodyBudget } from "./body-budget.ts";
import { DeniedError, tooLarge } from "./denial.ts";

/** How large a request may be. */
export interface BodyLimits {
  /** As it comes over the wire. */
  bodyBytes: number;
  /** After decompression. */
  inflatedBytes: number;
}

/** Bytes held by one request, given back when it is answered. */
export class Holding {
  readonly #budget: BodyBudget;
  #bytes = 0;

  constructor(budget: BodyBudget) {
    this.#budget = budget;
  }

  /** @throws {QueueFullError} when all requests together hold too much */
  add(bytes: number): void {
    this.#budget.take(bytes);
    this.#bytes += bytes;
  }

  release(): void {
    this.#budget.giveBack(this.#bytes);
    this.#bytes = 0;
  }
}

/**
 * Reads the body as it is. A body that is too large is not read to its end: what is still under way is
 * thrown away, so that the sender can hear the answer.
 *
 * @throws {DeniedError} when it is larger than `bytesMax`
 * @throws {QueueFullError} when all requests together hold too much
 */
export function readBody(
  request: IncomingMessage,
  bytesMax: number,
  holding: Holding,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const fail = (error: unknown): void => {
      request.off("data", take);
      request.resume();
      reject(error);
    };
    const take = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > bytesMax) return fail(tooLarge(bytesMax));
      try {
        holding.add(chunk.length);
        chunks.push(chunk);
      } catch (error) {
        fail(error);
      }
    };
    if (Number(request.headers["content-length"] ?? 0) > bytesMax) return fail(tooLarge(bytesMax));
    request.on("data", take);
    request.once("end", () => resolve(Buffer.concat(chunks)));
    request.once("close", () => reject(new DeniedError("bad_request", "the sender went away")));
  });
}

/**
 * What the body is compressed with.
 *
 * @throws {DeniedError} when that is unknown, or the body is not compressed and too large
 */
export function compressionOf(
  body: Buffer,
  encoding: string | undefined,
  { inflatedBytes }: BodyLimits,
): "none" | "gzip" {
  const name = encoding?.trim().toLowerCase() ?? "";
  if (name === "gzip" || name === "x-gzip") return "gzip";
  if (name !== "" && name !== "identity" && name !== "none")
    throw new DeniedError("unsupported", `the content encoding "${name}" is not gzip or none`);
  if (body.length > inflatedBytes) throw tooLarge(inflatedBytes);
  return "none";
}
