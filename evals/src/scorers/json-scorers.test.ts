import fc from "fast-check";
import { expect, test } from "vitest";
import { compareJson } from "./json-difference.ts";
import { jsonSchemaMatch, jsonSimilarity } from "./json-scorers.ts";
import { trialOf } from "./testing.ts";

test("what a schema forbids is named", async () => {
  const scorer = jsonSchemaMatch({
    type: "object",
    properties: { amount: { type: "number", minimum: 0 } },
    required: ["amount", "currency"],
  });
  expect(await scorer.score(trialOf('{"amount":12,"currency":"EUR"}'))).toEqual({ value: 1 });
  const wrong = await scorer.score(trialOf({ amount: -1 }));
  expect(wrong.value).toBe(0);
  expect(wrong.reason).toContain("output/amount must be >= 0");
  expect(wrong.reason).toContain("must have required property 'currency'");
  expect(await scorer.score(trialOf("amount: 12"))).toMatchObject({
    value: 0,
    reason: "the output is not JSON",
  });
});

test("places that differ are JSON pointers", () => {
  const expected = { "a/b": { "c~d": [1, 2] }, gone: { x: 1, y: 2 } };
  const actual = { "a/b": { "c~d": [1, 3, 4] } };
  expect(compareJson(actual, expected)).toEqual({
    leaves: 5,
    differences: [
      { path: "/a~1b/c~0d/1", kind: "changed", expected: 2, actual: 3 },
      { path: "/a~1b/c~0d/2", kind: "unexpected", actual: 4 },
      { path: "/gone", kind: "missing", expected: { x: 1, y: 2 } },
    ],
  });
});

test("similarity is the share of equal leaves", async () => {
  const score = await jsonSimilarity().score(trialOf('{"a":1,"b":2}', { a: 1, b: 3, c: [4, 5] }));
  expect(score).toEqual({ value: 1 / 4, reason: "/b changed, /c missing" });
});

test("equal values, and only those, are alike in every leaf; the direction does not matter", async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), fc.jsonValue(), async (a, b) => {
      expect(compareJson(a, a).differences).toEqual([]);
      const there = compareJson(a, b);
      const back = compareJson(b, a);
      expect(there.leaves).toBe(back.leaves);
      expect(there.differences.length).toBe(back.differences.length);
      const { value } = await jsonSimilarity().score(trialOf({ a }, { a: b }));
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value === 1).toBe(there.differences.length === 0);
    }),
  );
});
