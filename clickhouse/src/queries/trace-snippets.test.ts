import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { insertRows, openTestDatabase, testContent, testSpan, testStart } from "../testing.ts";
import { traceSnippets } from "./trace-snippets.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
  await insertRows(db, {
    spans: [
      testSpan({ traceId: "a", spanId: "1", name: "Ünknown parcel" }),
      testSpan({ traceId: "b", spanId: "1", statusMessage: "no PARCEL here" }),
      testSpan({ traceId: "c", spanId: "1", name: "parcel desk" }),
      testSpan({ traceId: "d", spanId: "1", name: "nothing" }),
    ],
    spanIo: [
      testContent({
        traceId: "a",
        spanId: "2",
        startUnixNano: testStart + 5n,
        output: `${"ä".repeat(100)} the Parcel is ${"ö".repeat(100)}`,
      }),
      testContent({ traceId: "a", spanId: "3", startUnixNano: testStart + 9n, output: "parcel" }),
      testContent({ traceId: "c", spanId: "1", newInput: "my parcel?", output: "It is lost." }),
    ],
  });
});
afterAll(() => db.close());

test("shows the first place where each trace says it, content before names", async () => {
  const query = { project: "default", traceIds: ["a", "b", "c", "d"], text: "parcel" };
  const snippets = await traceSnippets(db, query);
  expect(snippets.toSorted((one, other) => (one.traceId < other.traceId ? -1 : 1))).toEqual([
    {
      traceId: "a",
      spanId: "2",
      foundIn: "output",
      before: `${"ä".repeat(55)} the `,
      match: "Parcel",
      after: ` is ${"ö".repeat(56)}`,
    },
    { traceId: "b", spanId: "1", foundIn: "error", before: "no ", match: "PARCEL", after: " here" },
    { traceId: "c", spanId: "1", foundIn: "input", before: "my ", match: "parcel", after: "?" },
  ]);
  expect(await traceSnippets(db, { ...query, project: "other" })).toEqual([]);
});
