import { expect, test } from "vitest";
import { usageNote, usageRows } from "./usage-rows.ts";

const usage = {
  inputTokens: 100,
  outputTokens: 20,
  cacheReadTokens: 60,
  cacheWriteTokens: 0,
  cacheWrite1hTokens: 0,
  reasoningTokens: 12,
  audioInputTokens: 0,
  audioOutputTokens: 0,
  source: "provider",
} as const;
const call = { usage, kind: "llm", counted: true, supersededBy: null } as const;

test("parts stand below their whole, and only where there are any", () => {
  expect(usageRows(call).map(({ label, count }) => `${label} ${count}`)).toEqual([
    "Input tokens 100",
    "read from cache 60",
    "Output tokens 20",
    "reasoning 12",
  ]);
  expect(usageRows({ usage: null })).toEqual([]);
});

test("says only what is out of the ordinary", () => {
  expect(usageNote(call)).toBe("");
  expect(usageNote({ ...call, usage: null })).toContain("unknown");
  expect(usageNote({ ...call, usage: null, kind: "tool" })).toBe("");
  expect(usageNote({ ...call, counted: false, supersededBy: "00f067aa0ba902b7" })).toContain(
    "below",
  );
  expect(usageNote({ ...call, usage: { ...usage, source: "aggregate" } })).toContain("total");
  expect(usageNote({ ...call, counted: false })).toBe("Not counted in the totals.");
});
