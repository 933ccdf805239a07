import { expect, test } from "vitest";
import type { Json } from "../attributes/json.ts";
import { readMessages } from "./read-messages.ts";

const text = (value: string) => ({ type: "text", text: value });
const call = { type: "tool_call", id: "c1", name: "search", arguments: '{"q":"x"}' };
const result = { type: "tool_result", id: "c1", name: "", result: "found" };

const shapes: [string, Json, object[]][] = [
  ["a text", "hi", [{ role: "user", parts: [text("hi")] }]],
  [
    "semantic conventions",
    [
      {
        role: "assistant",
        parts: [
          { type: "text", content: "a" },
          { type: "tool_call", id: "c1", name: "search", arguments: { q: "x" } },
        ],
        finish_reason: "tool_call",
      },
    ],
    [{ role: "assistant", parts: [text("a"), call], finishReason: "tool_calls" }],
  ],
  [
    "OpenAI",
    {
      choices: [
        {
          finish_reason: "tool_calls",
          message: {
            role: "assistant",
            content: null,
            tool_calls: [
              { id: "c1", type: "function", function: { name: "search", arguments: '{"q":"x"}' } },
            ],
          },
        },
      ],
    },
    [{ role: "assistant", parts: [call], finishReason: "tool_calls" }],
  ],
  [
    "OpenAI responses",
    {
      output: [
        { type: "reasoning", summary: [] },
        { type: "function_call", call_id: "c1", name: "search", arguments: '{"q":"x"}' },
        { type: "function_call_output", call_id: "c1", output: "found" },
      ],
    },
    [
      { role: "assistant", parts: [{ type: "reasoning" }, call] },
      { role: "tool", parts: [result] },
    ],
  ],
  [
    "Anthropic",
    [
      {
        role: "assistant",
        content: [
          { type: "thinking", thinking: "hm" },
          { type: "tool_use", id: "c1", name: "search", input: { q: "x" } },
        ],
      },
      { role: "user", content: [{ type: "tool_result", tool_use_id: "c1", content: "found" }] },
    ],
    [
      { role: "assistant", parts: [{ type: "reasoning", text: "hm" }, call] },
      { role: "user", parts: [result] },
    ],
  ],
  [
    "Gemini",
    {
      contents: [
        { role: "user", parts: [{ text: "hi" }] },
        {
          role: "model",
          parts: [
            { text: "hm", thought: true },
            { functionCall: { id: "c1", name: "search", args: { q: "x" } } },
          ],
        },
      ],
    },
    [
      { role: "user", parts: [text("hi")] },
      { role: "assistant", parts: [{ type: "reasoning", text: "hm" }, call] },
    ],
  ],
  [
    "Bedrock",
    [
      {
        role: "assistant",
        content: [
          { text: "a" },
          { toolUse: { toolUseId: "c1", name: "search", input: { q: "x" } } },
        ],
      },
    ],
    [{ role: "assistant", parts: [text("a"), call] }],
  ],
  [
    "AI SDK",
    [
      {
        role: "assistant",
        content: [{ type: "tool-call", toolCallId: "c1", toolName: "search", input: { q: "x" } }],
      },
      { role: "tool", content: [{ type: "tool-result", toolCallId: "c1", output: "found" }] },
    ],
    [
      { role: "assistant", parts: [call] },
      { role: "tool", parts: [result] },
    ],
  ],
  [
    "LangChain",
    {
      generations: [
        [
          {
            text: "",
            message: {
              lc: 1,
              type: "constructor",
              id: ["langchain_core", "messages", "AIMessage"],
              kwargs: { content: "", tool_calls: [{ id: "c1", name: "search", args: { q: "x" } }] },
            },
          },
        ],
      ],
    },
    [{ role: "assistant", parts: [call] }],
  ],
  [
    "Mastra",
    { text: "done", toolCalls: [{ toolCallId: "c1", toolName: "search", args: { q: "x" } }] },
    [{ parts: [text("done"), call] }],
  ],
  [
    "Strands",
    [{ role: "user", content: '[{"toolResult":{"toolUseId":"c1","content":"found"}}]' }],
    [{ role: "user", parts: [result] }],
  ],
  [
    "JSON in JSON",
    JSON.stringify(JSON.stringify([{ role: "user", content: "hi" }])),
    [{ role: "user", parts: [text("hi")] }],
  ],
];

test.each(shapes)("messages of %s", (_name, value, expected) => {
  expect(readMessages(value, "user")).toMatchObject(expected);
});

test("a call that was written twice is one", () => {
  const tool_calls = [{ id: "c1", function: { name: "search", arguments: '{"q":"x"}' } }];
  const message = {
    role: "assistant",
    contents: [
      {
        message_content: {
          type: "tool_call",
          tool_call: { id: "c1", function: { name: "search", arguments: '{"q":"x"}' } },
        },
      },
    ],
    tool_calls,
  };
  expect(readMessages([message], "user")[0]?.parts).toEqual([call]);
});

test("a text that is JSON stays the text that it was", () => {
  expect(readMessages([{ role: "user", content: '{"a":1}' }], "user")).toMatchObject([
    { parts: [text('{"a":1}')] },
  ]);
});

test("inline data is measured, not carried", () => {
  const [message] = readMessages(
    [
      {
        role: "user",
        content: [{ type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } }],
      },
    ],
    "user",
  );
  expect(message?.parts).toEqual([
    { type: "media", mimeType: "image/png", bytes: 3, source: "inline", reference: "" },
  ]);
});

test("nesting without end is left alone", () => {
  let nested: Json = "deep";
  for (let depth = 0; depth < 10_000; depth += 1) nested = { messages: [nested] };
  expect(readMessages(nested, "user")).toEqual([]);
});
