import { type Database, encodeCharges, type Store } from "@spanward/clickhouse";
import type { Booking } from "./book-charges.ts";
import type { ChargeRules } from "./charge-trace.ts";
import { chargeTraces } from "./charge-traces.ts";

export interface RepriceQuestion {
  project: string;
  fromUnixNano: bigint; // the start of spans: in
  toUnixNano: bigint; // out
}

export interface RepriceParts {
  store: Pick<Store, "chargedTraces" | "chargeableSpans" | "traceCharges">;
  insert: Database["insertNative"];
  rules: Omit<ChargeRules, "reprice">;
  openPeriod: Booking["openPeriod"];
  now: () => number;
}

/** What a repricing booked. */
export interface Repricing {
  rows: number;
  differencePicoUsd: bigint; // what the rows add up to
}

const tracesMax = 500;

/**
 * Prices what started in a period anew, by the prices that are believed now and held then. What differs is
 * booked as adjustments; nothing that was booked is changed.
 */
export async function reprice(
  { insert, now, openPeriod, rules, store }: RepriceParts,
  { fromUnixNano, project, toUnixNano }: RepriceQuestion,
): Promise<Repricing> {
  const done: Repricing = { rows: 0, differencePicoUsd: 0n };
  let afterTraceId = "";
  for (;;) {
    const within = { project, fromUnixNano, toUnixNano };
    const traces = await store.chargedTraces({ ...within, afterTraceId, limit: tracesMax });
    const last = traces.at(-1);
    if (last === undefined) return done;
    const booking = { openPeriod, reason: "repriced" as const, nowUnixMs: now() };
    const batch = {
      project,
      traceIds: traces.map(({ traceId }) => traceId),
      fromUnixNano,
      toUnixNano,
    };
    const all = await chargeTraces(store, batch, { rules: { ...rules, reprice: true }, booking });
    const rows = all.filter(
      ({ timeUnixNano }) => timeUnixNano >= fromUnixNano && timeUnixNano < toUnixNano,
    );
    if (rows.length > 0) {
      const { bytes, columns, table } = encodeCharges(rows);
      await insert(table, columns, [bytes]);
      done.rows += rows.length;
      for (const { costPicoUsd } of rows) done.differencePicoUsd += costPicoUsd ?? 0n;
    }
    afterTraceId = last.traceId;
  }
}
