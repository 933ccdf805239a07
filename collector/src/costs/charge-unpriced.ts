import { type Database, encodeCharges, type Store } from "@spanward/clickhouse";
import type { Booking } from "./book-charges.ts";
import type { ChargeRules } from "./charge-trace.ts";
import { chargeTraces } from "./charge-traces.ts";

export interface UnpricedParts {
  store: Pick<Store, "unpricedCalls" | "chargeableSpans" | "traceCharges">;
  insert: Database["insertNative"];
  rules: Omit<ChargeRules, "reprice">;
  openPeriod: Booking["openPeriod"];
  now: () => number;
}

/** Charges the calls of unknown cost whose price is known by now, by adjustments; gives how many rows. */
export async function chargeUnpriced(parts: UnpricedParts, project: string): Promise<number> {
  const { insert, now, openPeriod, store } = parts;
  const rules = { ...parts.rules, reprice: false };
  let booked = 0;
  for (;;) {
    let bookedNow = 0;
    for (const model of await store.unpricedCalls({ project, period: "" })) {
      const { firstUnixNano: fromUnixNano, lastUnixNano: toUnixNano, traceIds } = model;
      const booking = { openPeriod, reason: "" as const, nowUnixMs: now() };
      const batch = { project, traceIds, fromUnixNano, toUnixNano };
      const rows = await chargeTraces(store, batch, { rules, booking });
      if (rows.length === 0) continue;
      const { bytes, columns, table } = encodeCharges(rows);
      await insert(table, columns, [bytes]);
      bookedNow += rows.length;
    }
    booked += bookedNow;
    if (bookedNow === 0) return booked; // the rest has no price yet
  }
}
