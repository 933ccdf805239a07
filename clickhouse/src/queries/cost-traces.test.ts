import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { insertCharges, openTestDatabase, testCharge, testStart } from "../testing.ts";
import { costTraces } from "./cost-traces.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();

  const day = 86_400_000_000_000n;
  await insertCharges(db, [
    testCharge({ traceId: "a", spanId: "1", agent: "x" }),
    testCharge({ traceId: "a", spanId: "2", model: "large" }),
    testCharge({ traceId: "b", spanId: "1", timeUnixNano: testStart + day }),
    testCharge({ traceId: "c", spanId: "1", period: "2026-10-01", costPicoUsd: null, unpriced: 1 }),
  ]);
}, 60_000);
afterAll(() => db.close());

const november = { project: "default", period: "2026-11-01", filter: {} };

test("lists the traces that cost most", async () => {
  const traces = await costTraces(db, { ...november, limit: 1 });
  expect(traces).toMatchObject([
    {
      traceId: "a",
      startUnixNano: testStart,
      costPicoUsd: 2_000_000_000_000n,
      calls: 2,
      agents: ["x"],
    },
  ]);
  expect(traces[0]?.models.toSorted()).toEqual(["large", "small"]);
  const narrowed = await costTraces(db, { ...november, filter: { model: "large" }, limit: 9 });
  expect(narrowed.map(({ calls, traceId }) => [traceId, calls])).toEqual([["a", 1]]);
});
