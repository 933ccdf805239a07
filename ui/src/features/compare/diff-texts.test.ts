import fc from "fast-check";
import { expect, test } from "vitest";
import { type DiffLine, diffTexts } from "./diff-texts.ts";

const show = (left: string, right: string) =>
  diffTexts({ left, right })?.map(
    ({ sign, pieces }) =>
      sign + pieces.map(({ text, isMarked }) => (isMarked ? `[${text}]` : text)).join(""),
  );

test("signs the lines that are in one text only, and marks the words that changed", () => {
  expect(show("one\ntwo words\nthree\n", "one\ntwo birds\nthree\nfour\n")).toEqual([
    " one",
    "-two [words]",
    "+two [birds]",
    " three",
    "+four",
  ]);
  expect(show("same", "same")).toEqual([" same"]);
  expect(show("", "new")).toEqual(["+new"]);
  expect(show("", "")).toEqual([]);
});

test("the lines of each side put together are its text", () => {
  const text = fc
    .array(fc.constantFrom("a", "b b", "c d e", ""), { maxLength: 12 })
    .map((lines) => lines.join("\n"));
  const side = (lines: DiffLine[], other: string) =>
    lines
      .filter(({ sign }) => sign !== other)
      .map(({ pieces }) => pieces.map((piece) => piece.text).join(""));
  fc.assert(
    fc.property(text, text, (left, right) => {
      const lines = diffTexts({ left, right }) ?? [];
      const linesIn = (whole: string) => whole.replace(/\n$/, "").split("\n");
      const hasLines = (whole: string) => whole !== "";
      expect(side(lines, "+")).toEqual(hasLines(left) ? linesIn(left) : []);
      expect(side(lines, "-")).toEqual(hasLines(right) ? linesIn(right) : []);
    }),
  );
});

test("long blocks are compared by line only", () => {
  const lines = diffTexts({ left: "x ".repeat(15_000), right: "y ".repeat(15_000) });
  expect(lines?.map(({ sign, pieces }) => [sign, pieces.length])).toEqual([
    ["-", 1],
    ["+", 1],
  ]);
});
