import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "../policy/canonical-json.ts";
import { hashValue } from "./hash-value.ts";
import { PollKeeper } from "./poll-keeper.ts";

test("values that mean the same have the same hash, others another", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      expect(hashValue(a) === hashValue(b)).toBe(canonicalJson(a) === canonicalJson(b));
    }),
    { numRuns: 2_000 },
  );
  expect(hashValue({ a: 1, b: [2] })).toBe(hashValue({ b: [2], a: 1, c: undefined }));
});

test("volatile keys are left out, at any depth", () => {
  const volatile = new Set(["at", "requestId"]);
  const hash = (at: number) => hashValue({ order: { id: 1, at }, requestId: `r${at}` }, volatile);
  expect(hash(1)).toBe(hash(2));
  expect(hashValue({ order: { id: 1 } }, volatile)).not.toBe(
    hashValue({ order: { id: 2 } }, volatile),
  );
});

test("a change at either end of a long text is seen, and cycles end", () => {
  const text = "x".repeat(1_000_000);
  expect(hashValue(`${text}a`)).not.toBe(hashValue(`${text}b`));
  expect(hashValue(`a${text}`)).not.toBe(hashValue(`b${text}`));
  const cycle: Record<string, unknown> = {};
  cycle["self"] = cycle;
  expect(Number.isInteger(hashValue(cycle))).toBe(true);
});

test("a poll waits its interval, longer each time, and is given up in the end", () => {
  const keeper = new PollKeeper();
  const spec = { minIntervalMs: 100, maxWaitMs: 1_000, backoff: 2 };
  expect(keeper.inspect(1, spec, 0)).toEqual({ kind: "wait", waitMs: 0 });
  keeper.record(1, 5, 0);
  expect(keeper.inspect(1, spec, 30)).toEqual({ kind: "wait", waitMs: 70 });
  keeper.record(1, 5, 100);
  expect(keeper.inspect(1, spec, 100)).toEqual({ kind: "wait", waitMs: 200 });
  expect(keeper.inspect(1, spec, 1_000)).toEqual({ kind: "give_up", waitedMs: 1_000 });
  keeper.record(1, 6, 1_000); // the answer has changed
  expect(keeper.inspect(1, spec, 1_100)).toEqual({ kind: "wait", waitMs: 0 });
});
