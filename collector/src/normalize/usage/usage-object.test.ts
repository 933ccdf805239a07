import { expect, test } from "vitest";
import { understandTokens } from "./token-counts.ts";
import { findUsageObject, readUsageObject } from "./usage-object.ts";

const shapes: [string, Record<string, unknown>, number[]][] = [
  [
    "OpenAI chat",
    {
      prompt_tokens: 230,
      completion_tokens: 20,
      prompt_tokens_details: { cached_tokens: 128 },
      completion_tokens_details: { reasoning_tokens: 6 },
    },
    [230, 20, 128, 0, 6],
  ],
  [
    "OpenAI responses",
    {
      input_tokens: 500,
      output_tokens: 150,
      input_tokens_details: { cached_tokens: 256 },
      output_tokens_details: { reasoning_tokens: 96 },
      total_tokens: 650,
    },
    [500, 150, 256, 0, 96],
  ],
  [
    "Anthropic",
    {
      input_tokens: 50,
      output_tokens: 30,
      cache_creation_input_tokens: 100,
      cache_read_input_tokens: 2000,
    },
    [2150, 30, 2000, 100, 0],
  ],
  [
    "Gemini",
    {
      promptTokenCount: 110,
      candidatesTokenCount: 14,
      thoughtsTokenCount: 16,
      cachedContentTokenCount: 64,
      totalTokenCount: 140,
    },
    [110, 30, 64, 0, 16],
  ],
  [
    "Gemini in Python",
    {
      prompt_token_count: 110,
      candidates_token_count: 14,
      thoughts_token_count: 16,
      tool_use_prompt_token_count: 5,
    },
    [115, 30, 0, 0, 16],
  ],
  [
    "Bedrock",
    {
      inputTokens: 50,
      outputTokens: 30,
      totalTokens: 2180,
      cacheReadInputTokens: 2000,
      cacheWriteInputTokens: 100,
    },
    [2150, 30, 2000, 100, 0],
  ],
  [
    "LangChain",
    {
      input_tokens: 1500,
      output_tokens: 4,
      total_tokens: 1504,
      input_token_details: { cache_read: 1200, cache_creation: 200 },
    },
    [1500, 4, 1200, 200, 0],
  ],
  [
    "AI SDK 6",
    {
      inputTokens: { total: 2100, noCache: 100, cacheRead: 2000 },
      outputTokens: { total: 60, reasoning: 9 },
    },
    [2100, 60, 2000, 0, 9],
  ],
  [
    "Genkit",
    {
      inputTokens: 110,
      outputTokens: 14,
      thoughtsTokens: 16,
      cachedContentTokens: 64,
      totalTokens: 140,
    },
    [110, 30, 64, 0, 16],
  ],
  ["Cohere", { tokens: { input_tokens: 20, output_tokens: 3 } }, [20, 3, 0, 0, 0]],
];

test.each(shapes)("the usage of %s", (_name, object, expected) => {
  const read = readUsageObject(JSON.parse(JSON.stringify(object)));
  const usage = read === null ? null : understandTokens(read.counts, read.meaning).usage;
  expect([
    usage?.inputTokens,
    usage?.outputTokens,
    usage?.cacheReadTokens,
    usage?.cacheWriteTokens,
    usage?.reasoningTokens,
  ]).toEqual(expected);
});

test("of several accounts in an answer the most detailed of the outermost one is read", () => {
  const raw = {
    usage: {
      prompt_tokens: 100,
      completion_tokens: 20,
      prompt_tokens_details: { cached_tokens: 64 },
    },
  };
  expect(
    findUsageObject({ usage: { inputTokens: 100, outputTokens: 20 }, raw })?.counts.cacheRead,
  ).toBe(64);
  expect(findUsageObject({ usage: { inputTokens: 7, outputTokens: 20 }, raw })?.counts).toEqual({
    input: 7,
    output: 20,
  });
  expect(findUsageObject({ text: "no usage" })).toBeNull();
});

test("an answer without end is not searched to its end", () => {
  const deep = Array.from({ length: 1000 }, () => ({ inner: {} }));
  expect(findUsageObject([...deep, { usage: { input_tokens: 1, output_tokens: 1 } }])).toBeNull();
});
