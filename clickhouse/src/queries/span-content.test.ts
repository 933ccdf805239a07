import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { insertRows, openTestDatabase, testContent, testStart } from "../testing.ts";
import { spanContents } from "./span-content.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
}, 60_000);
afterAll(() => db.close());

test("gives what was sent, word for word", async () => {
  const sent = {
    attributes: '[{"key":"a","value":{"stringValue":"ü\\n"}}]',
    otlpKind: 3,
    droppedLinks: 2,
  };
  await insertRows(db, { spanIo: [testContent({ traceId: "t", spanId: "s", ...sent })] });
  const key = { project: "default", traceId: "t", spanIds: ["s", "none"] };
  expect(await spanContents(db, key)).toMatchObject([
    { ...sent, spanId: "s", sentStartUnixNano: testStart },
  ]);
  expect(await spanContents(db, { ...key, project: "other" })).toEqual([]);
});
