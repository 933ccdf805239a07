import {
  type Database,
  encodeCharges,
  type ReceiptPlace,
  type ReceivedTrace,
  type Store,
} from "@spanward/clickhouse";
import type { Booking } from "./book-charges.ts";
import type { ChargeRules } from "./charge-trace.ts";
import { chargeTraces } from "./charge-traces.ts";

export interface ChargerOptions {
  store: Pick<Store, "receivedTraces" | "chargeableSpans" | "traceCharges">;
  insert: Database["insertNative"];
  /** Where it stood before, and where it stands now. It must outlive the process. */
  readPlace: () => Promise<ReceiptPlace>;
  savePlace: (place: ReceiptPlace) => Promise<void>;
  rules: (project: string) => Promise<Omit<ChargeRules, "reprice">>;
  openPeriod: (project: string) => Promise<Booking["openPeriod"]>;
  /** Everything received before this is in the database. */
  horizon: () => number;
  now: () => number;
}

/** Follows the spans as they come in, and books what they cost. */
export interface Charger {
  /** Books everything that was received before the horizon; gives the number of rows. @throws {StoreError} */
  catchUp(): Promise<number>;
}

/** How many traces are read at once. */
const tracesMax = 500;

/**
 * Its place is saved after the rows, so whatever a crash interrupts is done again: rows that are booked
 * already come out as no difference.
 */
export function createCharger(options: ChargerOptions): Charger {
  const { insert, now, store } = options;

  async function page(
    after: ReceiptPlace,
    beforeUnixMs: number,
  ): Promise<[ReceivedTrace[], number]> {
    const traces = await store.receivedTraces({ after, beforeUnixMs, limit: tracesMax });
    let booked = 0;
    for (const batch of byProject(traces)) {
      const rules = { ...(await options.rules(batch.project)), reprice: false };
      const openPeriod = await options.openPeriod(batch.project);
      const booking = { openPeriod, reason: "" as const, nowUnixMs: now() };
      const rows = await chargeTraces(store, batch, { rules, booking });
      booked += rows.length;
      if (rows.length === 0) continue;
      const { bytes, columns, table } = encodeCharges(rows);
      await insert(table, columns, [bytes]);
    }
    return [traces, booked];
  }

  return {
    async catchUp() {
      const beforeUnixMs = options.horizon();
      let place = await options.readPlace();
      let booked = 0;
      for (;;) {
        const [traces, rows] = await page(place, beforeUnixMs);
        booked += rows;
        const last = traces.at(-1);
        if (last === undefined) break;
        place = last;
        if (traces.length < tracesMax) break;
        await options.savePlace(placeOf(last));
      }
      const reached = { receivedUnixMs: beforeUnixMs, project: "", traceId: "" };
      if (beforeUnixMs > place.receivedUnixMs) await options.savePlace(reached);
      return booked;
    },
  };
}

const placeOf = ({ project, receivedUnixMs, traceId }: ReceivedTrace): ReceiptPlace => ({
  project,
  receivedUnixMs,
  traceId,
});

function* byProject(traces: readonly ReceivedTrace[]) {
  const projects = new Map<string, ReceivedTrace[]>();
  for (const trace of traces)
    projects.set(trace.project, [...(projects.get(trace.project) ?? []), trace]);
  for (const [project, of] of projects) {
    yield {
      project,
      traceIds: of.map(({ traceId }) => traceId),
      fromUnixNano: of.map(({ fromUnixNano }) => fromUnixNano).reduce((a, b) => (a < b ? a : b)),
      toUnixNano: of.map(({ toUnixNano }) => toUnixNano).reduce((a, b) => (a > b ? a : b)),
    };
  }
}
