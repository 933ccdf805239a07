import { expect, test } from "vitest";
import { understandTokens } from "./token-counts.ts";

const totals = (...given: Parameters<typeof understandTokens>): [number, number] => {
  const { inputTokens, outputTokens } = understandTokens(...given).usage;
  return [inputTokens, outputTokens];
};

test("input includes cached tokens unless something says otherwise", () => {
  expect(totals({ input: 3100, output: 5, cacheRead: 2900, cacheWrite: 100 })).toEqual([3100, 5]);
  expect(totals({ input: 100, output: 5, cacheRead: 2900, cacheWrite: 100 })).toEqual([3100, 5]);
  expect(totals({ input: 300, output: 41, cacheRead: 200, total: 541 })).toEqual([500, 41]);
  expect(totals({ input: 300, output: 41, cacheRead: 200 }, { inputExcludesCache: true })).toEqual([
    500, 41,
  ]);
  expect(
    totals({ input: 4300, output: 75, cacheRead: 2000, cacheWrite: 2120, uncached: 180 }),
  ).toEqual([4300, 75]);
});

test("output includes reasoning unless something says otherwise", () => {
  expect(totals({ input: 10, output: 150, reasoning: 96 })).toEqual([10, 150]);
  expect(totals({ input: 110, output: 14, reasoning: 16 })).toEqual([110, 30]);
  expect(totals({ input: 110, output: 20, reasoning: 16, total: 146 })).toEqual([110, 36]);
  expect(
    totals({ input: 1, output: 20, reasoning: 16 }, { outputExcludesReasoning: true }),
  ).toEqual([1, 36]);
});

test("the rule that fired is told in a sentence", () => {
  expect(understandTokens({ input: 100, cacheRead: 2900 }).rule).toBe(
    "Cached tokens were added: there are more of them than of the input count.",
  );
  expect(understandTokens({ input: 100, output: 5 }).rule).toBe("");
});
