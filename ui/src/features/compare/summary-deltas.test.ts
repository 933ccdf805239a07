import type { TraceSummary } from "spanward/answers/trace-summary";
import { expect, test } from "vitest";
import { signed, summaryDeltas } from "./summary-deltas.ts";

const usage = {
  inputTokens: 1000,
  outputTokens: 50,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  reasoningTokens: 0,
  embeddingTokens: 0,
};
function summary(more: Partial<TraceSummary>): TraceSummary {
  const figures = {
    durationNs: 2e9,
    spanCount: 10,
    errorCount: 0,
    llmCalls: 3,
    toolCalls: 2,
    usage,
    costUsd: "0.30",
    ...more,
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- deltas look at nothing else
  return figures as TraceSummary;
}
const deltas = (left: Partial<TraceSummary>, right: Partial<TraceSummary>) =>
  Object.fromEntries(
    summaryDeltas(summary(left), summary(right)).map(({ label, delta }) => [label, delta]),
  );

test("says how much more or less the right one took, in each figure's own words", () => {
  expect(
    deltas(
      {},
      { durationNs: 3.5e9, errorCount: 2, llmCalls: 1, usage: { ...usage, inputTokens: 3000 } },
    ),
  ).toEqual({
    Duration: "+1.5 s",
    Steps: "0",
    Errors: "+2",
    "LLM calls": "−2",
    "Tool calls": "0",
    "Tokens in": "+2,000",
    "Tokens out": "0",
    Cost: "0",
  });
});

test("money is subtracted exactly", () => {
  expect(deltas({ costUsd: "0.1" }, { costUsd: "0.3" })["Cost"]).toBe("+$0.20");
  expect(deltas({ costUsd: "0.3" }, { costUsd: "0.1" })["Cost"]).toBe("−$0.20");
});

test("what one side does not know has no difference", () => {
  expect(deltas({ usage: null, costUsd: null }, {})).toMatchObject({ "Tokens in": "—", Cost: "—" });
  const [duration] = summaryDeltas(summary({}), summary({}));
  expect(duration).toMatchObject({ left: "2 s", right: "2 s", isMore: false });
  expect(signed(0, String)).toBe("");
});
