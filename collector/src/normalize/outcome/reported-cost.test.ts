import { expect, test } from "vitest";
import type { AttributeValue } from "../../decode/otlp.ts";
import { findReportedCost, parseUsd } from "./reported-cost.ts";

test.each([
  ["0.0527175", 52_717_500n],
  ["0.052717499999999994", 52_717_500n],
  ["1e-7", 100n],
  ["1.5E2", 150_000_000_000n],
  ["12", 12_000_000_000n],
  [".5", 500_000_000n],
  ["0.0000000005", 1n],
  ["0.0000000004", 0n],
])("%s dollars", (text, nanoUsd) => {
  expect(parseUsd(text)).toBe(nanoUsd);
});

test.each(["", ".", "-1", "NaN", "1e99", "12345678901", "free", "1".repeat(100)])(
  "%s is no amount",
  (text) => {
    expect(parseUsd(text)).toBeNull();
  },
);

const cost = (key: string, value: AttributeValue): bigint | undefined =>
  findReportedCost(new Map([[key, value]]))?.nanoUsd;

test("a cost is found under every sender's name, zero is no cost", () => {
  expect(cost("gen_ai.usage.cost", 0.00037)).toBe(370_000n);
  expect(cost("gen_ai.usage.cost", 0)).toBeUndefined();
  expect(cost("langfuse.observation.cost_details", '{"input":0.003,"total":0.0123}')).toBe(
    12_300_000n,
  );
  expect(cost("hidden_params", '{"response_cost": 0.00087}')).toBe(870_000n);
  expect(cost("mlflow.llm.cost", { total_cost: 0.5 })).toBe(500_000_000n);
});
