import type { TableBlock } from "@spanward/clickhouse";
import type { Rejections } from "../decode/otlp.ts";
import type { OtlpRequest } from "../receive/receiver.ts";

/** A request and when it came in. */
export interface ReceivedRequest extends OtlpRequest {
  receivedUnixMs: number;
}

/** What a request comes to. */
export interface PreparedRequest {
  /** Items that are in `blocks`, which may hold more than one row for each. */
  items: number;
  blocks: TableBlock[];
  rejections: Rejections;
  /** Items that a rule failed on: they are stored as they were sent. */
  failures: number;
  firstFailure: Error | null;
  lastTraceId: string | null; // null: no trace among them
}

/** Makes of requests what is stored of them, in the order they came. */
export interface Preparer {
  /**
   * Every request that was prepared must be settled, in the same order.
   *
   * @throws {DecodeError | DeniedError} when it is no OTLP, or no gzip, or too large without it
   * @throws {QueueFullError | StoreError} when it should come again later
   */
  prepare(request: ReceivedRequest): Promise<{ id: number; prepared: PreparedRequest }>;
  /** What became of a prepared request: `kept` is false when its blocks could not be written. */
  settle(id: number, kept: boolean): void;
}
