import fc from "fast-check";
import { expect, test } from "vitest";
import { AnswerCache } from "./answer-cache.ts";

test("an answer is given to who brings its stamp, and no other", () => {
  const cache = new AnswerCache<string>(100);
  cache.set("a", { stamp: "1", answer: "old", bytes: 10 });
  expect(cache.get("a", "1")).toBe("old");
  expect(cache.get("a", "2")).toBeUndefined();
  expect(cache.get("b", "1")).toBeUndefined();
  cache.set("a", { stamp: "2", answer: "new", bytes: 10 });
  expect([cache.get("a", "1"), cache.get("a", "2")]).toEqual([undefined, "new"]);
});

test("what was not used for longest goes first", () => {
  const cache = new AnswerCache<string>(30);
  for (const key of ["a", "b", "c"]) cache.set(key, { stamp: "", answer: key, bytes: 10 });
  cache.get("a", "");
  cache.set("d", { stamp: "", answer: "d", bytes: 10 });
  expect(["a", "b", "c", "d"].map((key) => cache.get(key, ""))).toEqual(["a", undefined, "c", "d"]);
});

test("it never holds more than its bound, whatever is put in", () => {
  const entry = fc.record({ key: fc.constantFrom("a", "b", "c", "d", "e"), bytes: fc.nat(60) });
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 50 }), (entries) => {
      const cache = new AnswerCache<number>(100);
      for (const { bytes, key } of entries) cache.set(key, { stamp: "", answer: bytes, bytes });
      const held = ["a", "b", "c", "d", "e"].map((key) => cache.get(key, "") ?? 0);
      expect(held.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(100);
    }),
  );
});
