import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { insertRows, openTestDatabase, testContent, testStart } from "../testing.ts";
import { spanContent } from "./span-content.ts";

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
  const key = { project: "default", traceId: "t", spanId: "s" };
  expect(await spanContent(db, key)).toMatchObject({ ...sent, sentStartUnixNano: testStart });
  expect(await spanContent(db, { ...key, project: "other" })).toBeNull();
});
