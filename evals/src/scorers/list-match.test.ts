import fc from "fast-check";
import { expect, test } from "vitest";
import { bestAssignment } from "./assignment.ts";
import { listMatch } from "./list-match.ts";
import { trialOf } from "./testing.ts";

test("the order of a list does not matter, what is missing and what is too much does", async () => {
  const score = async (output: number[], expected: number[]) =>
    (await listMatch<number>().score(trialOf(output, expected))).value;
  expect(await score([3, 1, 2], [1, 2, 3])).toBe(1);
  expect(await score([1, 2], [1, 2, 3, 4])).toBe(1 / 2);
  expect(await score([1, 1], [1])).toBe(1 / 2);
  expect(await score([], [])).toBe(1);
});

test("items are paired for the whole, not each with its own best", async () => {
  const likeness: Record<string, number> = { ax: 0.9, ay: 0.8, bx: 0.8, by: 0 };
  const scorer = listMatch<string>({
    similarity: (a, b) => likeness[a + b] ?? 0,
    version: "table",
  });
  expect((await scorer.score(trialOf(["a", "b"], ["x", "y"]))).value).toBeCloseTo(0.8, 12);
});

const gains = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
  .chain(([rows, columns]) =>
    fc.array(fc.array(fc.nat({ max: 9 }), { minLength: columns, maxLength: columns }), {
      minLength: rows,
      maxLength: rows,
    }),
  );

test("no assignment gains more", () => {
  fc.assert(
    fc.property(gains, (table) => {
      const columns = bestAssignment(table);
      const used = columns.filter((column) => column !== null);
      expect(new Set(used).size).toBe(used.length);
      const gain = columns.reduce<number>(
        (sum, column, row) => sum + (column === null ? 0 : (table[row]?.[column] ?? 0)),
        0,
      );
      expect(gain).toBe(bestByTrying(table, new Set()));
    }),
  );
});

/** The greatest sum over all ways to pair the rows from the first on. */
function bestByTrying([row, ...rest]: readonly (readonly number[])[], used: Set<number>): number {
  if (!row) return 0;
  let best = bestByTrying(rest, used);
  for (const [column, gain] of row.entries())
    if (!used.has(column))
      best = Math.max(best, gain + bestByTrying(rest, new Set(used).add(column)));
  return best;
}
