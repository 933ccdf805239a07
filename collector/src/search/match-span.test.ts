import { expect, test } from "vitest";
import { type SearchedSpan, spanTest } from "./match-span.ts";
import { parseSearch } from "./parse-search.ts";

const span = (facts: Partial<SearchedSpan> = {}): SearchedSpan => ({
  name: "look up order",
  kind: "tool",
  agent: "",
  withinAgent: "refund-agent",
  model: "",
  tool: "sql_query",
  service: "shop",
  status: "ok",
  pending: false,
  softError: false,
  durationNs: 2_000_000_000,
  costNanoUsd: Number.NaN,
  tokens: Number.NaN,
  ...facts,
});
const matches = (text: string, facts: Partial<SearchedSpan> = {}) =>
  spanTest(parseSearch(text)).matches(span(facts));

test.each([
  ["tool:sql_query", true],
  ["tool:sql", false],
  ["tool:* -model:*", true],
  ["tool:sql*", true],
  ["tool:*query", true],
  ["tool:s*_*y", true],
  ["tool:sql_query*query", false],
  [String.raw`tool:"sql\*"`, false],
  ['tool:"sql*"', true],
  ["agent:refund-*", true],
  ["agent:x agent:refund-agent", true],
  ["-agent:refund-agent", false],
  ["kind:tool status:ok", true],
  ["kind:llm", false],
  ["has:tool", true],
  ["-has:tool", false],
  ["status:running", false],
  ["latency:>1s", true],
  ["latency:>=2s latency:<3s", true],
  ["latency:>2s", false],
  ["ORDER", true],
  ["refund", false], // what happened in an agent does not name it
  ["order missing", false],
  ["cost:>0", false], // unknown is no number
  ["-cost:>0", false],
  ["tokens:<5", false],
  ["", true],
])("%s: %s", (text, expected) => {
  expect(matches(text)).toBe(expected);
});

test("knows spans that run, fail softly, cost something and were blocked", () => {
  expect(matches("status:running", { pending: true })).toBe(true);
  expect(matches("status:unset", { pending: true, status: "unset" })).toBe(false);
  expect(matches("guardrail:blocked", { kind: "guardrail", softError: true })).toBe(true);
  expect(matches("guardrail:passed", { kind: "guardrail" })).toBe(true);
  expect(matches("guardrail:passed")).toBe(false);
  expect(matches("cost:>=0.002 cost:<1", { costNanoUsd: 2_000_000 })).toBe(true);
  expect(matches("-cost:>1", { costNanoUsd: 2_000_000 })).toBe(true);
});

test("leaves out, and says so, what a single step does not know", () => {
  const { ignored, isEmpty, matches: holds } = spanTest(parseSearch("session:a tag:b kind:tool"));
  expect(ignored.map(({ from, to, message }) => [from, to, message.split(":")[0]])).toEqual([
    [0, 9, "session"],
    [10, 15, "tag"],
  ]);
  expect(isEmpty).toBe(false);
  expect(holds(span())).toBe(true);
  expect(spanTest(parseSearch("session:a")).isEmpty).toBe(true);
});
