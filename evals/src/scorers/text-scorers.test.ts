import fc from "fast-check";
import { expect, test } from "vitest";
import { trialOf } from "./testing.ts";
import {
  editSimilarity,
  exactMatch,
  normalizedMatch,
  numericMatch,
  regexMatch,
} from "./text-scorers.ts";

test.each([
  ["equal", exactMatch().score(trialOf("Paris", "Paris")), 1],
  ["another case", exactMatch().score(trialOf("paris", "Paris")), 0],
  ["normalised", normalizedMatch().score(trialOf("  The  answer: ﬁve! ", "the answer five")), 1],
  ["case kept", normalizedMatch({ ignoreCase: false }).score(trialOf("paris", "Paris")), 0],
  ["stops kept", normalizedMatch({ ignorePunctuation: false }).score(trialOf("a.b", "a b")), 0],
  ["a number in text", numericMatch().score(trialOf("42", 42)), 1],
  ["no text is not zero", numericMatch().score(trialOf("", 0)), 0],
  ["words are no number", numericMatch().score(trialOf("forty-two", 42)), 0],
  ["too far", numericMatch({ absolute: 0.5 }).score(trialOf(41.4, 42)), 0],
  ["within a share", numericMatch({ relative: 0.02 }).score(trialOf(41.4, 42)), 1],
  ["kitten", editSimilarity().score(trialOf("kitten", "sitting")), 1 - 3 / 7],
  ["two empty texts", editSimilarity().score(trialOf("", "")), 1],
])("%s", async (_, score, value) => {
  expect((await score).value).toBeCloseTo(value, 12);
});

test("a pattern with state gives the same answer twice", async () => {
  const scorer = regexMatch(/ab/g);
  expect(await scorer.score(trialOf("xab"))).toEqual({ value: 1 });
  expect(await scorer.score(trialOf("xab"))).toEqual({ value: 1 });
  expect(await scorer.score(trialOf("xba"))).toEqual({ value: 0 });
});

test("a case that expects nothing is unscored, not wrong", async () => {
  for (const scorer of [exactMatch(), normalizedMatch(), editSimilarity()])
    expect(await scorer.score(trialOf("1"))).toMatchObject({ value: null });
  expect(await numericMatch().score(trialOf("1"))).toMatchObject({ value: null });
});

test("edit similarity lies between 0 and 1, is 1 for equal texts only, and has no direction", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string(), fc.string(), async (a, b) => {
      const { value } = await editSimilarity().score(trialOf(a, b));
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value === 1).toBe(a === b);
      expect((await editSimilarity().score(trialOf(b, a))).value).toBe(value);
    }),
  );
});
