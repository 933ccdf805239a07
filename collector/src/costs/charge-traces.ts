import type { ChargeableSpan, Store } from "@spanward/clickhouse";
import type { ChargeRecord } from "@spanward/clickhouse/records";
import { type Booking, bookCharge } from "./book-charges.ts";
import { type ChargeRules, chargeTrace } from "./charge-trace.ts";

/** Some traces of one project, and when the spans that are of interest started. */
export interface TracesToCharge {
  project: string;
  traceIds: readonly string[];
  fromUnixNano: bigint;
  toUnixNano: bigint;
}

/** How far the spans of one trace may lie apart and still be judged together. */
const traceNs = 7n * 86_400_000_000_000n;

/** The rows that bring what is booked for some traces to what their spans tell now. */
export async function chargeTraces(
  store: Pick<Store, "chargeableSpans" | "traceCharges">,
  { fromUnixNano, project, toUnixNano, traceIds }: TracesToCharge,
  { booking, rules }: { booking: Booking; rules: ChargeRules },
): Promise<ChargeRecord[]> {
  const within = { fromUnixNano: fromUnixNano - traceNs, toUnixNano: toUnixNano + traceNs };
  const [spans, booked] = await Promise.all([
    store.chargeableSpans({ project, traceIds, ...within }),
    store.traceCharges({ project, traceIds }),
  ]);
  const bookedOf = groupBy(booked, ({ spanId, traceId }) => `${traceId} ${spanId}`);
  const rows: ChargeRecord[] = [];
  for (const [traceId, ofTrace] of groupBy(spans, (span: ChargeableSpan) => span.traceId)) {
    const rowsOf = (spanId: string) => bookedOf.get(`${traceId} ${spanId}`) ?? [];
    const frozen = (spanId: string) =>
      rowsOf(spanId).findLast(({ calls, priceCard }) => priceCard > 0 && calls >= 0) ?? null;
    for (const [spanId, charge] of chargeTrace({ project, spans: ofTrace, frozen }, rules)) {
      rows.push(...bookCharge(charge, rowsOf(spanId), booking));
    }
  }
  return rows;
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
