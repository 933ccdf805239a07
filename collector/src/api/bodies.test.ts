import fc from "fast-check";
import { expect, test } from "vitest";
import { bodyCharactersMax, createBodies, slice } from "./bodies.ts";

test("names the part of a text that was cut, and keeps all of it", () => {
  const bodies = createBodies();
  const long = "x".repeat(bodyCharactersMax + 1);
  expect(bodies.cut("short", "hello")).toEqual({ text: "hello", characters: 5, part: null });
  expect(bodies.cut("long", long)).toEqual({
    text: long.slice(1),
    characters: long.length,
    part: "long",
  });
  expect(bodies.whole("long")).toBe(long);
  expect(bodies.whole("none")).toBeUndefined();
});

test("shows only the beginning of what comes after a million characters", () => {
  const bodies = createBodies();
  for (let i = 0; i < 70; i++) bodies.cut(`part ${i}`, "x".repeat(bodyCharactersMax));
  expect(bodies.cut("last", "y".repeat(1000))).toMatchObject({ characters: 1000, part: "last" });
  expect(bodies.cut("last", "y".repeat(1000)).text.length).toBe(200);
});

test("slices put together are the text, and none divides a character", () => {
  const texts = fc.string({ unit: "binary", minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 7 }), (text, limit) => {
      const slices: string[] = [];
      for (let offset = 0; offset < text.length;) {
        const next = slice(text, offset, limit);
        slices.push(next);
        offset += next.length;
      }
      expect(slices.join("")).toBe(text);
      expect(slices.every((each) => Buffer.from(each).toString() === each)).toBe(true);
    }),
  );
});
