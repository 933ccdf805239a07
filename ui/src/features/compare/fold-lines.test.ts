import fc from "fast-check";
import { expect, test } from "vitest";
import type { DiffLine } from "./diff-texts.ts";
import { foldLines } from "./fold-lines.ts";

const lines = (signs: string): DiffLine[] =>
  Array.from(signs, (sign, index) => ({
    sign: sign === "-" || sign === "+" ? sign : " ",
    pieces: [{ text: String(index), isMarked: false }],
  }));
const shape = (signs: string) =>
  foldLines(lines(signs)).map((block) =>
    block.isFolded ? `(${block.lines.length})` : block.lines.length,
  );

test("equal lines are folded but for those beside a difference", () => {
  expect(shape("..........-+..........")).toEqual(["(7)", 3, 2, 3, "(7)"]);
  expect(shape("-......-")).toEqual([1, 6, 1]);
  expect(shape("........")).toEqual(["(8)"]);
  expect(shape("")).toEqual([]);
});

test("the blocks are the lines, and no difference is folded away", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(".", "+", "-"), maxLength: 300 }), (signs) => {
      const blocks = foldLines(lines(signs));
      expect(blocks.flatMap((block) => block.lines)).toEqual(lines(signs));
      for (const block of blocks.filter(({ isFolded }) => isFolded)) {
        expect(block.lines.every(({ sign }) => sign === " ")).toBe(true);
      }
    }),
  );
});
