import type { TraceCalls, TraceTree } from "@spanward/clickhouse";
import { spanFlags } from "@spanward/clickhouse/records";
import { expect, test } from "vitest";
import { settleCallsOf, settledCallsMax } from "./settled-calls.ts";

/** Model calls as columns, each by its id, its parent's and its input tokens. */
function callsOf(rows: [id: string, parent: string, tokens: number][]): TraceCalls {
  const all = <Value>(value: Value) => rows.map(() => value);
  return {
    spanId: rows.map(([id]) => id),
    parentSpanId: rows.map(([, parent]) => parent),
    startUnixNano: rows.map((_, index) => String(index)),
    durationNs: all("10"),
    kind: all("llm"),
    scope: all("test"),
    status: all("ok"),
    flags: all(0),
    counted: all(1),
    usageSource: all("provider"),
    inputTokens: rows.map(([, , tokens]) => String(tokens)),
    outputTokens: all("0"),
    cacheReadTokens: all("0"),
    cacheWriteTokens: all("0"),
    cacheWrite1hTokens: all("0"),
    reasoningTokens: all("0"),
    audioInputTokens: all("0"),
    audioOutputTokens: all("0"),
    requestedTools: all([]),
    reportedCostNanoUsd: all(null),
    provider: all(""),
    model: all("m"),
    requestModel: all(""),
    responseId: all(""),
    finishReason: all(""),
    outputPreview: all(""),
  };
}

const treeOf = (rows: [id: string, parent: string, kind: string][]): TraceTree => ({
  spanId: rows.map(([id]) => id),
  parentSpanId: rows.map(([, parent]) => parent),
  kind: rows.map(([, , kind]) => kind),
});

test.each([
  ["step", "inner"],
  ["agent", null],
])("a call around another one, with a span of kind %s between, leaves it to %j", (kind, by) => {
  const tree = treeOf([
    ["outer", "", "llm"],
    ["between", "outer", kind],
    ["inner", "between", "llm"],
  ]);
  const calls = callsOf([
    ["outer", "", 10],
    ["inner", "between", 10],
  ]);
  const settled = settleCallsOf(tree, calls);
  expect(settled.get("outer")).toMatchObject({
    counted: by === null,
    supersededBy: by,
    changed: by !== null,
  });
  expect(settled.get("inner")).toMatchObject({ counted: true, changed: false });
});

test("what was stored as a call and no longer is one does not count", () => {
  const calls = { ...callsOf([["pending", "", 10]]), flags: [spanFlags.pending] };
  expect(settleCallsOf(treeOf([]), calls).get("pending")).toMatchObject({
    counted: false,
    changed: true,
  });
});

test("past its limit, what was stored stands", () => {
  const rows = Array.from({ length: settledCallsMax + 1 }, (_, i): [string, string, number] => [
    `s${i}`,
    i === 0 ? "" : `s${i - 1}`,
    1,
  ]);
  const settled = settleCallsOf(treeOf([]), callsOf(rows));
  expect(settled.size).toBe(rows.length);
  expect([...settled.values()].every(({ counted, changed }) => counted && !changed)).toBe(true);
});
