import { expect, test } from "vitest";
import { toMessages } from "./to-messages.ts";

test.each([
  ["a text", "Hi", [{ role: "user", parts: [{ type: "text", content: "Hi" }] }]],
  [
    "the conventions' own form",
    [{ role: "user", parts: [{ type: "text", content: "Hi" }] }],
    [{ role: "user", parts: [{ type: "text", content: "Hi" }] }],
  ],
  [
    "OpenAI's tool calls and results",
    [
      {
        role: "assistant",
        content: null,
        tool_calls: [{ id: "c1", type: "function", function: { name: "f", arguments: '{"a":1}' } }],
      },
      { role: "tool", tool_call_id: "c1", content: "ok" },
    ],
    [
      {
        role: "assistant",
        parts: [{ type: "tool_call", id: "c1", name: "f", arguments: { a: 1 } }],
      },
      { role: "tool", parts: [{ type: "tool_call_response", id: "c1", response: "ok" }] },
    ],
  ],
  [
    "Anthropic's blocks",
    [
      { role: "assistant", content: [{ type: "tool_use", id: "t1", name: "f", input: { a: 1 } }] },
      { role: "user", content: [{ type: "tool_result", tool_use_id: "t1", content: "ok" }] },
      {
        role: "user",
        content: [
          { type: "image", source: { type: "base64", media_type: "image/png", data: "AAAA" } },
        ],
      },
    ],
    [
      {
        role: "assistant",
        parts: [{ type: "tool_call", id: "t1", name: "f", arguments: { a: 1 } }],
      },
      { role: "user", parts: [{ type: "tool_call_response", id: "t1", response: "ok" }] },
      {
        role: "user",
        parts: [{ type: "blob", modality: "image", mime_type: "image/png", content: "AAAA" }],
      },
    ],
  ],
  [
    "Gemini's parts",
    [
      { role: "model", parts: [{ functionCall: { name: "f", args: { a: 1 } } }] },
      { role: "user", parts: [{ functionResponse: { name: "f", response: { ok: true } } }] },
    ],
    [
      { role: "assistant", parts: [{ type: "tool_call", id: "", name: "f", arguments: { a: 1 } }] },
      { role: "user", parts: [{ type: "tool_call_response", id: "f", response: { ok: true } }] },
    ],
  ],
  [
    "OpenAI's Responses items",
    [
      { type: "function_call", call_id: "c1", name: "f", arguments: "{}" },
      { type: "function_call_output", call_id: "c1", output: "ok" },
      { role: "user", content: [{ type: "input_image", image_url: "https://example.com/a.png" }] },
    ],
    [
      { role: "assistant", parts: [{ type: "tool_call", id: "c1", name: "f", arguments: {} }] },
      { role: "tool", parts: [{ type: "tool_call_response", id: "c1", response: "ok" }] },
      {
        role: "user",
        parts: [{ type: "uri", modality: "image", uri: "https://example.com/a.png" }],
      },
    ],
  ],
  [
    "what nobody knows",
    [{ role: "user", content: [{ type: "hologram", depth: 3 }] }],
    [{ role: "user", parts: [{ type: "hologram", depth: 3 }] }],
  ],
])("reads %s", (_, given, expected) => {
  expect(toMessages(given)).toEqual(expected);
});
