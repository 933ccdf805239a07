import fc from "fast-check";
import { expect, test } from "vitest";
import { textBlocks } from "./text-blocks.ts";

test("blocks are the text again, none is longer than the limit", () => {
  const texts = fc
    .array(fc.record({ line: fc.string({ maxLength: 50 }), times: fc.nat(900) }), { maxLength: 8 })
    .map((parts) => parts.map(({ line, times }) => `${line.repeat(times)}\n`).join(""));
  fc.assert(
    fc.property(texts, (text) => {
      const blocks = textBlocks(text);
      expect(blocks.join("")).toBe(text);
      expect(Math.max(0, ...blocks.map(({ length }) => length))).toBeLessThanOrEqual(20_000);
    }),
  );
});

test("cuts at line breaks, in the middle of a line only where there are none", () => {
  const lines = "0123456789\n".repeat(4000);
  expect(textBlocks(lines).every((block) => block.endsWith("\n"))).toBe(true);
  expect(textBlocks("x".repeat(50_000)).map(({ length }) => length)).toEqual([
    20_000, 20_000, 10_000,
  ]);
});
