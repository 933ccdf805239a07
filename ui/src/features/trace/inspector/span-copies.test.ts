import { spawnSync } from "node:child_process";
import fc from "fast-check";
import type { Body, SpanDetail } from "spanward/answers/span-detail";
import { expect, test } from "vitest";
import { plainContent } from "../../../content/plain-content.ts";
import { replayCall } from "./replay-call.ts";
import { shellQuote } from "./shell-quote.ts";
import { asEvalCase, spanCopies } from "./span-copies.ts";

const body = (text: string): Body => ({ text, characters: text.length, part: null });
const hostile = "'; rm -rf / #\n$(id) `id` \\ \" 'x'";

const nothing: SpanDetail["content"] = {
  system: [],
  input: [],
  output: [],
  inputValue: null,
  outputValue: null,
  toolDefinitions: [],
  documents: [],
  decision: null,
};
const conversation: SpanDetail["content"] = {
  ...nothing,
  system: [{ type: "text", body: body("Be kind") }],
  input: [
    {
      role: "user",
      name: null,
      finishReason: null,
      parts: [{ type: "text", body: body(hostile) }],
    },
    {
      role: "assistant",
      name: null,
      finishReason: null,
      parts: [{ type: "tool_call", id: "c1", name: "pay", arguments: body('{"order":1}') }],
    },
    {
      role: "tool",
      name: null,
      finishReason: null,
      parts: [{ type: "tool_result", id: "c1", name: "pay", result: body("none") }],
    },
  ],
  output: [
    {
      role: "assistant",
      name: null,
      finishReason: "stop",
      parts: [{ type: "text", body: body("Sorry") }],
    },
  ],
  toolDefinitions: [{ name: "pay", description: "Pays", schema: body('{"type":"object"}') }],
};

function span(more: Partial<SpanDetail>): SpanDetail {
  const blank = {
    traceId: "a".repeat(32),
    spanId: "b".repeat(16),
    name: "chat",
    kind: "llm",
    status: "ok",
    provider: "openai",
    requestModel: "gpt-5",
    responseModel: "gpt-5-2026",
    agent: null,
    tool: null,
    attributes: [{ key: "k", type: "string", value: body("v") }],
    resource: [],
    events: [],
    logs: [],
    content: conversation,
    ...more,
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- copies look at nothing else
  return blank as unknown as SpanDetail;
}

/** What a real shell takes the words of a command to be, with `curl` in place of the real one. */
function shellWords(command: string): string[] {
  const script = `curl() { for word in "$@"; do printf '%s\\0' "$word"; done; }\n${command}`;
  const { stdout, stderr } = spawnSync("/bin/sh", ["-c", script], {
    encoding: "utf8",
    env: { PATH: "", OPENAI_API_KEY: "sk-1", ANTHROPIC_API_KEY: "sk-2", SPANWARD_KEY: "sw" },
  });
  expect(stderr).toBe("");
  return stdout.split("\0").slice(0, -1);
}

test("a shell takes any quoted text for one word, and runs nothing of it", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.constant(hostile)), (text) => {
      const clean = text.replaceAll("\0", "");
      expect(shellWords(`curl ${shellQuote(clean)}`)).toEqual([clean]);
    }),
    { numRuns: 60 },
  );
});

test("a model call can be made again: as OpenAI's API takes it", () => {
  const words = shellWords(replayCall(span({})) ?? "");
  expect(words).toContain("authorization: Bearer sk-1");
  expect(JSON.parse(words.at(-1) ?? "")).toEqual({
    model: "gpt-5",
    messages: [
      { role: "system", content: "Be kind" },
      { role: "user", content: hostile },
      {
        role: "assistant",
        content: null,
        tool_calls: [
          { id: "c1", type: "function", function: { name: "pay", arguments: '{"order":1}' } },
        ],
      },
      { role: "tool", tool_call_id: "c1", content: "none" },
    ],
    tools: [
      {
        type: "function",
        function: { name: "pay", description: "Pays", parameters: { type: "object" } },
      },
    ],
  });
});

test("a model call can be made again: as Anthropic's API takes it", () => {
  const words = shellWords(replayCall(span({ provider: "anthropic" })) ?? "");
  expect(words).toContain("x-api-key: sk-2");
  expect(JSON.parse(words.at(-1) ?? "")).toMatchObject({
    system: "Be kind",
    messages: [
      { role: "user", content: [{ type: "text", text: hostile }] },
      {
        role: "assistant",
        content: [{ type: "tool_use", id: "c1", name: "pay", input: { order: 1 } }],
      },
      { role: "user", content: [{ type: "tool_result", tool_use_id: "c1", content: "none" }] },
    ],
    tools: [{ name: "pay", input_schema: { type: "object" } }],
  });
});

test("what is not known whole is not made again", () => {
  const cut = { ...body("x"), part: "input.0.0", characters: 99_999 };
  const content = {
    ...conversation,
    input: [
      {
        role: "user",
        name: null,
        finishReason: null,
        parts: [{ type: "text" as const, body: cut }],
      },
    ],
  };
  expect(replayCall(span({ content }))).toBeNull();
  expect(plainContent(content).cutTexts).toEqual({ "input.0.0": 99_999 });
  expect(replayCall(span({ provider: "other" }))).toBeNull();
  expect(replayCall(span({ kind: "tool" }))).toBeNull();
});

test("a case for an eval has what went in, what came out, and where it is from", () => {
  expect(asEvalCase(span({}), "shop")).toMatchObject({
    input: { system: [{ text: "Be kind" }], messages: [{ role: "user" }, {}, {}], tools: [{}] },
    expected: [{ role: "assistant", content: [{ type: "text", text: "Sorry" }] }],
    metadata: { project: "shop", model: "gpt-5-2026" },
    origin: { from: "trace", traceId: "a".repeat(32), spanId: "b".repeat(16) },
  });
  const tool = { ...nothing, inputValue: body('{"order":1}'), outputValue: body("paid") };
  expect(asEvalCase(span({ kind: "tool", content: tool }), "shop")).toMatchObject({
    input: { order: 1 },
    expected: "paid",
  });
});

test("copies are JSON that reads back, and a command that asks this server", () => {
  const copies = spanCopies(span({}), { origin: "http://spans.test", project: "shop's" });
  const textOf = (label: string) => copies.find((copy) => copy.label === label)?.text() ?? "";
  expect(JSON.parse(textOf("JSON"))).toMatchObject({ name: "chat", attributes: { k: "v" } });
  expect(JSON.parse(textOf("Eval case"))).toHaveProperty("expected");
  expect(shellWords(textOf("curl, this step"))).toEqual([
    "-sS",
    `http://spans.test/api/traces/${"a".repeat(32)}/spans/${"b".repeat(16)}?project=shop%27s`,
    "-H",
    "authorization: Bearer sw",
  ]);
});
