import type { Readable } from "node:stream";

/** One query as it came over HTTP. */
export interface EngineQuery {
  id: string;
  sql: string;
  /** `name` → value, in the escaped form of tab-separated values, as the HTTP interface takes them. */
  parameters: Map<string, string>;
  settings: Map<string, string>;
  database: string; // "" for the default one
  format: string; // when the statement names none
  /** Rows of an INSERT; null when the whole body was the statement. */
  rows: Readable | null;
  /** Answer only when all is known, so that a late error is an error and the summary is complete. */
  wait: boolean;
}

/** What a query cost and gave, as far as the engine says. */
export interface QuerySummary {
  readRows: number;
  readBytes: number;
  writtenRows: number;
  writtenBytes: number;
  elapsedNs: number;
}
