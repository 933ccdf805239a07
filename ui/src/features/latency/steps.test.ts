import { expect, test } from "vitest";
import { readSortKey, type Step, sortSteps, stepId } from "./steps.ts";

const step = (name: string, p95Ns: number, totalNs: number): Step => ({
  kind: "tool",
  name,
  count: 1,
  errors: 0,
  p50Ns: 0,
  p95Ns,
  p99Ns: 0,
  maxNs: 0,
  totalNs,
  series: { count: [], p50Ns: [], p95Ns: [], p99Ns: [] },
});
const steps = [step("a", 1, 30), step("b", 3, 10), step("c", 3, 20)];
const order = (key: string | null) => sortSteps(steps, readSortKey(key)).map((each) => each.name);

test("puts the highest first and keeps the order of equals", () => {
  expect(order("p95")).toEqual(["b", "c", "a"]);
});

test("sorts by total time unless told otherwise", () => {
  expect(order(null)).toEqual(["a", "c", "b"]);
  expect(order("constructor")).toEqual(["a", "c", "b"]);
});

test("names a step by kind and name", () => expect(stepId(step("a", 0, 0))).toBe("tool:a"));
