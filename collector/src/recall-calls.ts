import { setTimeout as delay } from "node:timers/promises";
import type { Store } from "@spanward/clickhouse";
import { spanKinds } from "@spanward/clickhouse/records";
import type { Log } from "./log.ts";
import { passes } from "./resolve/call-node.ts";
import { type CallWindow, createCallWindow } from "./resolve/call-window.ts";
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
const windowSpansMax = 40_000;
const recalledMax = 20_000;
const recalledMs = 15 * 60_000;

/**
 * A window that knows the calls which a former process received, those it left in segments included: a
 * trace that was under way when the server was restarted is counted right too. Without an answer from
 * the store the window starts empty.
 */
export async function recallCalls(options: RecallOptions): Promise<CallWindow> {
  const { log, now = Date.now, segments, store } = options;
  const window = createCallWindow({ spansMax: windowSpansMax });
  const query = {
    sinceUnixMs: now() - recalledMs,
    kinds: spanKinds.filter(passes),
    limit: recalledMax,
  };
  try {
    await inTime(segments.flush()).catch(() => {}); // a long replay goes on meanwhile
    window.remember(await inTime(store.recentCalls(query)));
  } catch (error) {
    log.warn("the calls of the last minutes are not remembered", { error });
  }
  return window;
}

/** Remembering is not worth a late start. */
const recallMsMax = 10_000;

async function inTime<Result>(work: Promise<Result>): Promise<Result> {
  const tooLate = delay(recallMsMax, undefined, { ref: false }).then(() => {
    throw new Error(`no answer within ${recallMsMax} ms`);
  });
  return Promise.race([work, tooLate]);
}
