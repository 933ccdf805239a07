import { expect, test } from "vitest";
import { compareSteps } from "./compare-steps.ts";
import type { Step } from "./steps.ts";

const step = (name: string, count: number, ns: number): Step => ({
  kind: "tool",
  name,
  count,
  errors: 0,
  p50Ns: ns,
  p95Ns: 2 * ns,
  p99Ns: 3 * ns,
  maxNs: 3 * ns,
  totalNs: count * ns,
  series: { count: [], p50Ns: [], p95Ns: [], p99Ns: [] },
});

test("puts steps side by side, those that changed most in time first", () => {
  const now = [step("same", 100, 50), step("slower", 10, 30), step("new", 1, 5)];
  const before = [
    step("same", 2, 50),
    step("slower", 10, 20),
    step("gone", 3, 10),
    step("zero", 1, 0),
  ];
  const compared = compareSteps(now, before);
  expect(compared.map(({ name }) => name)).toEqual(["slower", "same", "gone", "new", "zero"]);
  expect(compared[0]).toMatchObject({ p50Change: 0.5, p95Change: 0.5 });
  expect(compared[2]).toMatchObject({ now: null, p50Change: null });
  expect(compared[3]).toMatchObject({ before: null, p50Change: null });
  expect(compared[1]).toMatchObject({ p50Change: 0, id: "tool:same" });
  const zero = compareSteps([step("zero", 1, 4)], before).find(({ name }) => name === "zero");
  expect(zero).toMatchObject({ p50Change: null }); // more than nothing is not so many per cent more
});
