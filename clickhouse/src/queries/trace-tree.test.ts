import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { insertRows, openTestDatabase, testCall, testSpan } from "../testing.ts";
import { traceTree } from "./trace-tree.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
}, 60_000);
afterAll(() => db.close());

test("gives each span's place once", async () => {
  const root = testSpan({ traceId: "t", spanId: "a", kind: "agent" });
  const call = testCall({ traceId: "t", spanId: "b", parentSpanId: "a" }, [1, 1]);
  await insertRows(db, { spans: [root, call, { ...call, ver: 2n }] });
  const tree = await traceTree(db, { project: "default", traceId: "t", limit: 10 });
  const rows = tree.spanId.map((id, i) => `${id} ${tree.parentSpanId[i]} ${tree.kind[i]}`);
  expect(rows.toSorted()).toEqual(["a  agent", "b a llm"]);
});
