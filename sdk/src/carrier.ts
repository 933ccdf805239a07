import type { ReadableSpan } from "@opentelemetry/sdk-trace-node";
import type { Queued } from "./span-queue.ts";

/** What became of a batch. */
export type Delivery =
  /** `refused` of its spans were not taken, and would not be another time. */
  | { kind: "sent"; refused: number; message: string }
  /** Worth another try, `afterMs` from now at the earliest; null when the server did not say. */
  | { kind: "failed"; message: string; afterMs: number | null }
  /** Would fail the same way another time. */
  | { kind: "refused"; message: string };

/** A request that another process can send. */
export interface LastRequest {
  body: Uint8Array;
  contentType: string;
}

/** Packs spans when they end, and carries them to the server. */
export interface Carrier<Item extends Queued> {
  pack(span: ReadableSpan): Item;
  /** Never throws. */
  send(batch: readonly Item[]): Promise<Delivery>;
  lastRequest(batch: readonly Item[]): LastRequest | null;
}
