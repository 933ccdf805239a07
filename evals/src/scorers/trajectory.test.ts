import fc from "fast-check";
import { expect, test } from "vitest";
import { traceOf, trialOf } from "./testing.ts";
import {
  type ArgumentMode,
  type ExpectedCall,
  trajectoryMatch,
  type TrajectoryMode,
} from "./trajectory.ts";

// Goal: the four modes of agentevals, argument modes included. Method: its own examples as a table, and
// the laws that tie the modes together.

const call = (name: string, given: unknown = {}) => ({ name, arguments: given });
const search = call("search", { q: "weather", city: "SF" });
const book = call("book", { id: 7 });

test.each<{ is: 0 | 1; of: [TrajectoryMode, ExpectedCall[], ExpectedCall[]] }>([
  { is: 1, of: ["strict", [search, book], [search, book]] },
  { is: 0, of: ["strict", [book, search], [search, book]] },
  { is: 0, of: ["strict", [search, book, book], [search, book]] },
  { is: 0, of: ["strict", [search], [search, book]] },
  { is: 1, of: ["unordered", [book, search], [search, book]] },
  { is: 0, of: ["unordered", [book, search, search], [search, book]] },
  { is: 1, of: ["subset", [book], [search, book]] },
  { is: 1, of: ["subset", [], [search]] },
  { is: 0, of: ["subset", [book, book], [search, book]] },
  { is: 1, of: ["superset", [search, book, book], [book]] },
  { is: 0, of: ["superset", [search], [search, book]] },
])("$of is $is", async ({ is, of: [mode, calls, expected] }) => {
  expect(await score({ mode, calls, expected })).toMatchObject({ value: is });
});

test.each<[ArgumentMode, unknown, 0 | 1]>([
  ["exact", { q: "weather", city: "SF" }, 1],
  ["exact", { q: "weather" }, 0],
  ["subset", { q: "weather" }, 1],
  ["subset", { q: "weather", day: 1 }, 0],
  ["superset", { q: "weather", city: "SF", day: 1 }, 1],
  ["superset", { q: "rain", city: "SF", day: 1 }, 0],
  ["ignore", { q: "rain" }, 1],
])("arguments %s: %j is %i", async (argumentMode, given, value) => {
  const calls = [call("search", given)];
  expect(await score({ mode: "strict", calls, expected: [search], argumentMode })).toMatchObject({
    value,
  });
});

test("a call that fits two expectations is given to the one that has no other", async () => {
  const expected = [call("search", { q: "a" }), call("search", { q: "a", n: 2 })];
  const calls = [call("search", { q: "a", n: 2 }), call("search", { q: "a" })];
  expect(
    await score({ mode: "unordered", calls, expected, argumentMode: "superset" }),
  ).toMatchObject({ value: 1 });
});

test("what is wrong is said", async () => {
  const expected = [search, book];
  expect(await score({ mode: "strict", calls: [search, search], expected })).toMatchObject({
    reason: "step 2: expected book, got search",
  });
  expect(await score({ mode: "unordered", calls: [search, search], expected })).toMatchObject({
    reason: "missing: book; not expected: search",
  });
});

test("without a trace or an expectation it is unscored", async () => {
  const scorer = trajectoryMatch();
  expect(await scorer.score(trialOf("", [search]))).toMatchObject({ value: null });
  expect(
    await scorer.score({ ...trialOf("", [search], traceOf([])), expected: undefined }),
  ).toMatchObject({ value: null });
});

const anyCalls = fc.array(
  fc
    .tuple(fc.constantFrom("a", "b", "c"), fc.integer({ min: 0, max: 2 }))
    .map(([name, n]) => call(name, { n })),
  { maxLength: 6 },
);

test("strict implies unordered, and unordered is subset and superset at once", async () => {
  await fc.assert(
    fc.asyncProperty(anyCalls, anyCalls, async (calls, expected) => {
      const holds = async (mode: TrajectoryMode) =>
        (await score({ mode, calls, expected })).value === 1;
      const unordered = await holds("unordered");
      expect(!(await holds("strict")) || unordered).toBe(true);
      expect(unordered).toBe((await holds("subset")) && (await holds("superset")));
    }),
  );
});

const score = async (given: {
  mode: TrajectoryMode;
  calls: ExpectedCall[];
  expected: ExpectedCall[];
  argumentMode?: ArgumentMode;
}) => {
  const calls = given.calls.map(({ name, arguments: sent }) => ({ name, arguments: sent }));
  return trajectoryMatch({ mode: given.mode, arguments: given.argumentMode ?? "exact" }).score(
    trialOf("", given.expected, traceOf(calls)),
  );
};
