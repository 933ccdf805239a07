import { expect, test } from "vitest";
import { Dictionary } from "./dictionary.ts";

test("numbers texts in order of appearance, and nothing as -1", () => {
  const dictionary = new Dictionary();
  expect(["b", "a", "", "b"].map((text) => dictionary.indexOf(text))).toEqual([0, 1, -1, 0]);
  expect(dictionary.texts).toEqual(["b", "a"]);
});
