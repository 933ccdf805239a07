import type { SpanCounts } from "./span-sender.ts";

/** What `start()` started. */
export interface Spanward {
  /** Sends what waits. Never rejects; a server that is away is given up on after a moment. */
  flush(): Promise<void>;
  /** Sends what waits and takes no more spans. Spans can still be made; they go nowhere. */
  shutdown(): Promise<void>;
  counts(): SpanCounts;
}
