import { type Scorer, unscored } from "../definition/scorer.ts";
import { bestAssignment } from "./assignment.ts";
import { compareJson } from "./json-difference.ts";

export interface ListMatchOptions<Item> {
  /** How alike two items are, from 0 to 1. Default: 1 when they are equal, else 0. */
  similarity?: (actual: Item, expected: Item) => number;
  /** Names `similarity`: lists scored with another one are not compared. */
  version?: string;
}

/**
 * How well a list agrees with the expected one whatever its order: the items are paired so that they are
 * most alike, and the sum of their likeness is divided by the length of the longer list.
 */
export function listMatch<Item>(
  options: ListMatchOptions<Item> = {},
): Scorer<unknown, readonly Item[], readonly Item[]> {
  const { similarity = equality, version = "equality" } = options;
  return {
    name: "list match",
    version: `1 ${version}`,
    kind: "continuous",
    score({ expected, output }) {
      if (!expected) return unscored("the case expects no list");
      const longer = Math.max(output.length, expected.length);
      if (longer === 0) return { value: 1 };
      const gains = output.map((item) => expected.map((other) => similarity(item, other)));
      let sum = 0;
      for (const [row, column] of bestAssignment(gains).entries())
        if (column !== null) sum += gains[row]?.[column] ?? 0;
      return { value: sum / longer };
    },
  };
}

const equality = (actual: unknown, expected: unknown): number =>
  compareJson(actual, expected).differences.length === 0 ? 1 : 0;
