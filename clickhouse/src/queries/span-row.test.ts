import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { insertRows, openTestDatabase, testCall, testStart } from "../testing.ts";
import { spanRows } from "./span-row.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
}, 60_000);
afterAll(() => db.close());

test("gives the winning version of one span", async () => {
  const span = testCall(
    {
      traceId: "t",
      spanId: "s",
      tags: { team: "blue" },
      labels: ["x"],
      stream: true,
      ttftNs: 5n,
      reportedCostNanoUsd: 12n,
      ver: 2n,
    },
    [10, 5],
  );
  await insertRows(db, { spans: [span] });
  await insertRows(db, {
    spans: [
      { ...span, name: "old", ver: 1n },
      { ...span, project: "other" },
    ],
  });
  const key = { project: "default", traceId: "t", spanIds: ["s", "none"] };
  const rows = await spanRows(db, key);
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({
    name: "chat small",
    kind: "llm",
    startUnixNano: testStart,
    counted: true,
    inputTokens: 10,
    tags: { team: "blue" },
    labels: ["x"],
    stream: true,
    ttftNs: 5n,
    reportedCostNanoUsd: 12n,
    receivedUnixMs: span.receivedUnixMs,
  });
  expect(await spanRows(db, { ...key, spanIds: ["none"] })).toEqual([]);
});
