import { diffArrays } from "diff";
import fc from "fast-check";
import { expect, test } from "vitest";
import { align, editsMax } from "./align.ts";

const keys = (text: string) => Int32Array.from(text, (letter) => letter.codePointAt(0) ?? 0);
const pairsOf = (left: Int32Array, right: Int32Array, limit?: number) => {
  const alignment = align(left, right, limit);
  return Array.from(alignment.left, (x, index) => [x, alignment.right[index]]);
};
const sequence = fc.array(fc.nat(4), { maxLength: 60 }).map((list) => Int32Array.from(list));

test("puts equal keys beside each other, and what is new where it came in", () => {
  expect(pairsOf(keys("abcd"), keys("abxcd"))).toEqual([
    [0, 0],
    [1, 1],
    [-1, 2],
    [2, 3],
    [3, 4],
  ]);
  expect(pairsOf(keys("ab"), keys(""))).toEqual([
    [0, -1],
    [1, -1],
  ]);
  expect(pairsOf(keys(""), keys(""))).toEqual([]);
});

test("each place comes once, in order, and pairs are equal; however few differences are searched", () => {
  fc.assert(
    fc.property(sequence, sequence, fc.integer({ min: 1, max: 80 }), (left, right, limit) => {
      const pairs = pairsOf(left, right, limit);
      const placesOf = (side: number) =>
        pairs.map((pair) => pair[side]).filter((place) => place !== -1);
      expect(placesOf(0)).toEqual(Array.from(left.keys()));
      expect(placesOf(1)).toEqual(Array.from(right.keys()));
      const beside = pairs.filter(([x = -1, y = -1]) => x >= 0 && y >= 0);
      const keysOf = (column: Int32Array, side: number) =>
        beside.map((pair) => column[pair[side] ?? -1]);
      expect(keysOf(left, 0)).toEqual(keysOf(right, 1));
    }),
  );
});

test("is as short as another implementation's", () => {
  fc.assert(
    fc.property(sequence, sequence, (left, right) => {
      const alignment = align(left, right);
      const single = Array.from(
        alignment.left,
        (x, index) => x < 0 || (alignment.right[index] ?? 0) < 0,
      );
      const judge = diffArrays([...left], [...right]).filter(
        ({ added, removed }) => added || removed,
      );
      expect(alignment.isShortest).toBe(true);
      expect(single.filter(Boolean)).toHaveLength(judge.reduce((sum, { count }) => sum + count, 0));
    }),
  );
});

test("10,000 steps against 10,000 others end, and say that they may not be the shortest", () => {
  const left = Int32Array.from({ length: 10_000 }, (_, index) => index % 997);
  const right = Int32Array.from({ length: 10_000 }, (_, index) => 2000 + (index % 991));
  const alignment = align(left, right);
  expect(alignment.isShortest).toBe(false);
  expect(alignment.left).toHaveLength(20_000);
  const similar = align(left, left.with(5000, 1).with(9000, 2));
  expect(similar.isShortest).toBe(true);
  expect(similar.left).toHaveLength(10_002);
  expect(editsMax).toBeLessThan(10_000);
});
