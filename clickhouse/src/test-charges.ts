import type { Database } from "./database.ts";
import { encodeCharges } from "./native/tables/charges.ts";
import type { ChargeRecord } from "./records/index.ts";
import { testStart } from "./test-rows.ts";

/** Inserts charges as the server does. */
export async function insertCharges(db: Database, charges: ChargeRecord[]): Promise<void> {
  const { bytes, columns, table } = encodeCharges(charges);
  await db.insertNative(table, columns, [bytes]);
}

/** A charge of a dollar about which nothing is known but what a test says of it. */
export function testCharge(
  charge: Partial<ChargeRecord> & { traceId: string; spanId: string },
): ChargeRecord {
  return {
    project: "default",
    period: "2026-11-01",
    line: "model",
    sequence: 0,
    timeUnixNano: testStart,
    reason: "",
    late: false,
    provider: "acme",
    model: "small",
    service: "",
    environment: "",
    agent: "",
    businessUnit: "",
    costProject: "",
    useCase: "",
    customer: "",
    costCenter: "",
    failed: false,
    calls: 1,
    unpriced: 0,
    positions: [],
    computedPicoUsd: 1_000_000_000_000n,
    reportedPicoUsd: null,
    costPicoUsd: 1_000_000_000_000n,
    rule: "computed",
    priceCard: 1,
    priceSource: "test",
    bookedUnixMs: 1,
    ...charge,
  };
}
