import { beforeEach, expect, test } from "vitest";
import { model } from "./model.ts";
import { recordSpans } from "./testing.ts";

let { spans } = recordSpans();
beforeEach(() => ({ spans } = recordSpans()));
const attributes = () => spans().at(-1)?.attributes ?? {};
const json = (key: string): unknown => JSON.parse(String(attributes()[key]));

const messages = [
  { role: "system", content: "Be brief." },
  { role: "user", content: [{ type: "text", text: "What is the weather?" }] },
];

test("an OpenAI chat completion is recorded by the GenAI conventions", async () => {
  const completion = {
    id: "chatcmpl-1",
    object: "chat.completion",
    model: "gpt-4o-2024-08-06",
    choices: [
      {
        index: 0,
        finish_reason: "tool_calls",
        message: {
          role: "assistant",
          content: null,
          tool_calls: [
            {
              id: "call_1",
              type: "function",
              function: { name: "weather", arguments: '{"in":"Oslo"}' },
            },
          ],
        },
      },
    ],
    usage: {
      prompt_tokens: 120,
      completion_tokens: 30,
      prompt_tokens_details: { cached_tokens: 64 },
      completion_tokens_details: { reasoning_tokens: 8 },
    },
  };
  const options = {
    provider: "openai",
    model: "gpt-4o",
    input: messages,
    temperature: 0,
    maxTokens: 50,
  };
  expect(await model(options, async () => completion)).toBe(completion);
  expect(spans()[0]).toMatchObject({ name: "chat gpt-4o", kind: 2 });
  expect(attributes()).toMatchObject({
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-4o",
    "gen_ai.request.temperature": 0,
    "gen_ai.request.max_tokens": 50,
    "gen_ai.response.model": "gpt-4o-2024-08-06",
    "gen_ai.response.id": "chatcmpl-1",
    "gen_ai.response.finish_reasons": ["tool_calls"],
    "gen_ai.usage.input_tokens": 120,
    "gen_ai.usage.output_tokens": 30,
    "gen_ai.usage.cache_read.input_tokens": 64,
    "gen_ai.usage.reasoning.output_tokens": 8,
  });
  expect(json("gen_ai.input.messages")).toEqual([
    { role: "system", parts: [{ type: "text", content: "Be brief." }] },
    { role: "user", parts: [{ type: "text", content: "What is the weather?" }] },
  ]);
  expect(json("gen_ai.output.messages")).toEqual([
    {
      role: "assistant",
      parts: [{ type: "tool_call", id: "call_1", name: "weather", arguments: { in: "Oslo" } }],
      finish_reason: "tool_calls",
    },
  ]);
});

test("a stream is put together, with the time to its first chunk", async () => {
  const pieces = [
    { choices: [{ index: 0, delta: { role: "assistant", content: "" } }] },
    { choices: [{ index: 0, delta: { content: "Hel" } }] },
    { choices: [{ index: 0, delta: { content: "lo" } }] },
    { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
    { choices: [], usage: { prompt_tokens: 5, completion_tokens: 2 } },
  ].map((piece) => ({ id: "chatcmpl-2", model: "gpt-4o", ...piece }));
  async function* create() {
    yield* pieces;
  }
  const read: unknown[] = [];
  for await (const piece of await model("gpt-4o", async () => create())) read.push(piece);
  expect(read).toEqual(pieces);
  expect(json("gen_ai.output.messages")).toEqual([
    { role: "assistant", parts: [{ type: "text", content: "Hello" }], finish_reason: "stop" },
  ]);
  expect(attributes()["gen_ai.usage.input_tokens"]).toBe(5);
  expect(attributes()["gen_ai.request.stream"]).toBe(true);
  expect(attributes()["gen_ai.response.time_to_first_chunk"]).toBeGreaterThanOrEqual(0);
});

test("a stream without usage has no token counts, not zeros", async () => {
  async function* create() {
    yield { choices: [{ delta: { content: "Hi" } }] };
  }
  for await (const _ of model("gpt-4o", () => create()));
  expect(Object.keys(attributes()).filter((key) => key.includes("usage"))).toEqual([]);
});

test("Anthropic's cached tokens are counted in, as the conventions want", async () => {
  const events = [
    {
      type: "message_start",
      message: {
        id: "msg_1",
        type: "message",
        model: "claude-sonnet-4-5",
        content: [],
        usage: {
          input_tokens: 10,
          cache_read_input_tokens: 2900,
          cache_creation_input_tokens: 90,
          output_tokens: 1,
        },
      },
    },
    { type: "content_block_start", index: 0, content_block: { type: "thinking", thinking: "" } },
    { type: "content_block_delta", index: 0, delta: { type: "thinking_delta", thinking: "Hmm" } },
    {
      type: "content_block_start",
      index: 1,
      content_block: { type: "tool_use", id: "t1", name: "find" },
    },
    {
      type: "content_block_delta",
      index: 1,
      delta: { type: "input_json_delta", partial_json: '{"q":' },
    },
    {
      type: "content_block_delta",
      index: 1,
      delta: { type: "input_json_delta", partial_json: '"x"}' },
    },
    { type: "message_delta", delta: { stop_reason: "tool_use" }, usage: { output_tokens: 40 } },
    { type: "message_stop" },
  ];
  async function* create() {
    yield* events;
  }
  for await (const _ of model("claude-sonnet-4-5", () => create()));
  expect(attributes()).toMatchObject({
    "gen_ai.usage.input_tokens": 3000,
    "gen_ai.usage.cache_read.input_tokens": 2900,
    "gen_ai.usage.cache_write.input_tokens": 90,
    "gen_ai.usage.output_tokens": 40,
    "gen_ai.response.finish_reasons": ["tool_use"],
  });
  expect(json("gen_ai.output.messages")).toMatchObject([
    {
      parts: [
        { type: "reasoning", content: "Hmm" },
        { type: "tool_call", id: "t1", name: "find", arguments: { q: "x" } },
      ],
    },
  ]);
});

test("OpenAI's Responses and Google's Gemini are read too", async () => {
  await model("gpt-5", async () => ({
    object: "response",
    id: "resp_1",
    model: "gpt-5",
    output: [
      { type: "reasoning", summary: [{ type: "summary_text", text: "Think" }] },
      { type: "message", role: "assistant", content: [{ type: "output_text", text: "Done" }] },
      { type: "function_call", call_id: "c1", name: "save", arguments: '{"a":1}' },
    ],
    usage: { input_tokens: 7, output_tokens: 9, output_tokens_details: { reasoning_tokens: 4 } },
  }));
  expect(json("gen_ai.output.messages")).toMatchObject([
    {
      parts: [
        { type: "reasoning", content: "Think" },
        { type: "text", content: "Done" },
        { type: "tool_call", id: "c1", name: "save", arguments: { a: 1 } },
      ],
    },
  ]);
  await model("gemini-2.5-flash", async () => ({
    candidates: [{ content: { role: "model", parts: [{ text: "Yes" }] }, finishReason: "STOP" }],
    usageMetadata: { promptTokenCount: 11, candidatesTokenCount: 14, thoughtsTokenCount: 16 },
  }));
  expect(attributes()).toMatchObject({
    "gen_ai.usage.input_tokens": 11,
    "gen_ai.usage.output_tokens": 30,
    "gen_ai.usage.reasoning.output_tokens": 16,
  });
});

test("what no reader knows is told with `read`, or in the work", async () => {
  const options = {
    model: "tiny",
    read: (value: unknown, answer: { addText: (text: string) => void }) =>
      answer.addText(`${String(value)}!`),
  };
  await model(options, async () => "hello");
  expect(json("gen_ai.output.messages")).toMatchObject([{ parts: [{ content: "hello!" }] }]);
  await model("tiny", async ({ answer }) => {
    answer.usage = { inputTokens: 1, outputTokens: 2 };
    answer.costUsd = "0.0001";
    return { unknown: true };
  });
  expect(attributes()).toMatchObject({
    "gen_ai.usage.output_tokens": 2,
    "spanward.cost_usd": "0.0001",
  });
});

test("a call that fails keeps what was asked", async () => {
  class RateLimitError extends Error {
    override readonly name = "RateLimitError";
  }
  const call = model({ model: "gpt-4o", input: "Hi" }, () =>
    Promise.reject(new RateLimitError("slow down")),
  );
  await expect(call).rejects.toThrow("slow down");
  expect(attributes()).toMatchObject({ "error.type": "RateLimitError" });
  expect(json("gen_ai.input.messages")).toMatchObject([{ role: "user" }]);
});
