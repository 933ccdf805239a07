import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import type { SpanIoRecord } from "../records/index.ts";
import { insertRows, openTestDatabase, testContent, testStart } from "../testing.ts";
import { allTime } from "./period.ts";
import { type ContentHit, type HitPlace, searchContent } from "./search-content.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
}, 60_000);
afterAll(() => db.close());

const dayNs = 86_400_000_000_000n;

async function search(project: string, text: string, limit = 100) {
  return (await searchContent(db, { project, text, limit, ...allTime, after: null })).hits;
}

async function say(project: string, said: (Partial<SpanIoRecord> & { spanId: string })[]) {
  const spanIo = said.map((each) => testContent({ project, traceId: "t", ...each }));
  await insertRows(db, { spanIo });
}

const idsOf = (hits: ContentHit[]) => hits.map(({ spanId }) => spanId);

test("finds whole words in what was answered and in the newest message, and shows them in place", async () => {
  await say("words", [
    { spanId: "a", output: `${"x ".repeat(100)}The Refund is on its way${" y".repeat(100)}` },
    { spanId: "b", newInput: "Where is my refund is it lost?", startUnixNano: testStart - 1n },
    { spanId: "c", output: "refunds are something else" },
    { spanId: "d", attributes: '[{"key":"k","value":{"stringValue":"refund is"}}]' },
    { spanId: "e", output: "is refund: both words, in another order" },
  ]);
  const [first, second, ...others] = await search("words", "refund IS");
  expect(others).toEqual([]);
  expect(first).toMatchObject({ spanId: "a", foundIn: "output", match: "Refund is" });
  expect(first?.before).toBe(`${"x ".repeat(38)}The `);
  expect(first?.after).toBe(` on its way${" y".repeat(34)} `.slice(0, 80));
  expect(second).toMatchObject({ spanId: "b", foundIn: "input", before: "Where is my " });
  expect(idsOf(await search("words", "else"))).toEqual(["c"]);
});

test("what is no word, or is SQL, is only text", async () => {
  await say("hostile", [{ spanId: "a", output: "it's 100% \\ done; DROP TABLE spans" }]);
  expect(idsOf(await search("hostile", "it's 100%"))).toEqual(["a"]);
  expect(idsOf(await search("hostile", "done; DROP table"))).toEqual(["a"]);
  for (const text of ["", "???", "' OR 1=1 --", "{text:String}"]) {
    expect(idsOf(await search("hostile", text))).toEqual([]);
  }
});

test("a span sent again is found once, by what it says last, and nothing of another project is", async () => {
  const once = { spanId: "a", output: "old secret", ver: 1n };
  await say("versions", [once]);
  await say("versions", [{ ...once, output: "new story", ver: 2n }]);
  await say("versions", [{ ...once, output: "new story", ver: 2n, startUnixNano: testStart + 5n }]);
  await say("others", [{ spanId: "b", output: "new story" }]);
  expect(idsOf(await search("versions", "new story"))).toEqual(["a"]);
  expect(idsOf(await search("versions", "old secret"))).toEqual([]);
});

test("pages put together are the whole, in order, whatever the limit", async () => {
  await say(
    "pages",
    Array.from({ length: 60 }, (_, i) => ({
      traceId: `t${i % 7}`,
      spanId: i.toString(16).padStart(16, "0"),
      // Some weeks apart, some at one instant; of three that have both words one has the phrase.
      startUnixNano: testStart - BigInt(i >> 2) * 4n * dayNs,
      output: i % 3 === 0 ? "blue parcel" : "parcel, never blue",
    })),
  );
  const whole = await search("pages", "blue parcel");
  expect(whole).toHaveLength(20);
  const places = whole.map(({ startUnixNano }) => startUnixNano);
  expect(places).toEqual(places.toSorted((one, other) => (one > other ? -1 : 1)));
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 25 }), async (limit) => {
      const all: ContentHit[] = [];
      let after: HitPlace | null = null;
      do {
        const page = await searchContent(db, {
          project: "pages",
          text: "blue parcel",
          limit,
          after,
          ...allTime,
        });
        expect(page.hits.length).toBeLessThanOrEqual(limit);
        all.push(...page.hits);
        after = page.next;
      } while (after !== null);
      expect(all).toEqual(whole);
    }),
    { numRuns: 6 },
  );
});

test("the newest of many come first, also where only few have the word", async () => {
  const many = Array.from({ length: 20_000 }, (_, i) => ({
    spanId: i.toString(16).padStart(16, "0"),
    traceId: (i % 2000).toString(16).padStart(32, "0"),
    startUnixNano: testStart + BigInt(i) * 1000n,
    output: i % 5000 === 7 ? "a rare word" : `common words ${i}`,
  }));
  await say("many", many);
  expect(idsOf(await search("many", "rare", 50))).toEqual(
    [15_007, 10_007, 5007, 7].map((i) => i.toString(16).padStart(16, "0")),
  );
  expect(idsOf(await search("many", "common", 2))).toEqual(
    [19_999, 19_998].map((i) => i.toString(16).padStart(16, "0")),
  );
});
