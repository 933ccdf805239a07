import { expect, test } from "vitest";
import { cacheWords, usageWords } from "./usage-words.ts";

const usage = {
  inputTokens: 1000,
  outputTokens: 120,
  cacheReadTokens: 620,
  cacheWriteTokens: 0,
  reasoningTokens: 40,
  embeddingTokens: 0,
};

test("says the share from the cache, and nothing where there is none", () => {
  expect(cacheWords(usage)).toBe("62% from cache");
  expect(cacheWords({ ...usage, cacheReadTokens: 0 })).toBe("");
  expect(cacheWords({ ...usage, inputTokens: 0 })).toBe("");
});

test("unknown usage is called that", () => {
  expect(usageWords({ usage: null, usageSource: null })).toContain(
    "No call of this trace reported",
  );
});

test("lists what there is, and its weakest source", () => {
  expect(usageWords({ usage, usageSource: "estimated" }).split("\n")).toEqual([
    "Input: 1,000",
    "of it read from cache: 620",
    "Output: 120",
    "of it reasoning: 40",
    "Some of it estimated by the sender",
  ]);
});
