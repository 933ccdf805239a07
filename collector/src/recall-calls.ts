import { setTimeout as delay } from "node:timers/promises";
import type { Store } from "@spanward/clickhouse";
import { type SpanRecord, spanKinds } from "@spanward/clickhouse/records";
import type { Log } from "./log.ts";
import { passes } from "./resolve/call-node.ts";
import type { Segments } from "./segment/segments.ts";

export interface RecallOptions {
  segments: Pick<Segments, "flush">;
  store: Pick<Store, "recentCalls">;
  log: Log;
  now?: () => number;
}

/**
 * How many calls are remembered, at about 5 kB each. What came too late for that is mended on its
 * trace's page.
 */
export const windowSpansMax = 40_000;
const recalledMax = 20_000;
const recalledMs = 15 * 60_000;

/**
 * The calls that were received in the last minutes, those in segments included: a trace that was under
 * way when the server was restarted is counted right too. Without an answer from the store there are
 * none.
 */
export async function recallCalls(options: RecallOptions): Promise<SpanRecord[]> {
  const { log, now = Date.now, segments, store } = options;
  const query = {
    sinceUnixMs: now() - recalledMs,
    kinds: spanKinds.filter(passes),
    limit: recalledMax,
  };
  try {
    await inTime(segments.flush()).catch(() => {}); // a long replay goes on meanwhile
    return await inTime(store.recentCalls(query));
  } catch (error) {
    log.warn("the calls of the last minutes are not remembered", { error });
    return [];
  }
}

/** Remembering is not worth a late start. */
const recallMsMax = 10_000;

async function inTime<Result>(work: Promise<Result>): Promise<Result> {
  const tooLate = delay(recallMsMax, undefined, { ref: false }).then(() => {
    throw new Error(`no answer within ${recallMsMax} ms`);
  });
  return Promise.race([work, tooLate]);
}
