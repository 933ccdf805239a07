import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FairQueue, type Queued } from "./fair-queue.ts";

// Goal: nobody waits longer because somebody else has more to say, and nothing is lost or reordered.

interface Item extends Queued {
  number: number;
}
const KiB = 2 ** 10;
const items: fc.Arbitrary<Item[]> = fc
  .array(
    fc.record({
      project: fc.constantFrom("a", "b", "c"),
      bytes: fc.integer({ min: 0, max: 1000 * KiB }),
      rows: fc.integer({ min: 0, max: 100 }),
    }),
    { maxLength: 60 },
  )
  .map((list) => list.map((item, number) => ({ ...item, number })));
const limits = { bytes: fc.integer({ min: 1, max: 4000 * KiB }), rows: fc.integer({ min: 1 }) };

function fill(list: Item[]): FairQueue<Item> {
  const queue = new FairQueue<Item>();
  for (const item of list) queue.push(item);
  return queue;
}

function drain(queue: FairQueue<Item>, most: { bytes: number; rows: number }): Item[][] {
  const batches: Item[][] = [];
  while (queue.size > 0) batches.push(queue.take(most));
  return batches;
}

describe("a fair queue", () => {
  test("gives everything once, each project's in its order, and then holds nothing", () => {
    fc.assert(
      fc.property(items, fc.record(limits), (list, most) => {
        const queue = fill(list);
        const given = drain(queue, most).flat();
        for (const project of ["a", "b", "c"]) {
          const own = (item: Item) => item.project === project;
          expect(given.filter(own)).toEqual(list.filter(own));
        }
        expect([queue.bytes, queue.size, queue.take(most)]).toEqual([0, 0, []]);
      }),
    );
  });

  test("keeps to the bounds, but for an item that is larger than they are", () => {
    fc.assert(
      fc.property(items, fc.record(limits), (list, most) => {
        for (const batch of drain(fill(list), most)) {
          const bytes = batch.reduce((total, item) => total + item.bytes, 0);
          const rows = batch.reduce((total, item) => total + item.rows, 0);
          expect(batch.length === 1 || (bytes <= most.bytes && rows <= most.rows)).toBe(true);
        }
      }),
    );
  });

  test("gives those who wait equal bytes, to within a turn and the largest item", () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.integer({ min: 1, max: 500 * KiB })), (sizes) => {
        const size = () => sizes.next().value ?? 1;
        const queue = new FairQueue<Item>();
        for (let number = 0; number < 900; number++)
          // "a" floods, and came first
          queue.push({ project: "a", bytes: size(), rows: 1, number });
        for (let number = 0; number < 300; number++)
          queue.push({ project: "b", bytes: size(), rows: 1, number });
        const given = { a: 0, b: 0 };
        for (let batch = 0; batch < 10; batch++)
          for (const item of queue.take({ bytes: 2000 * KiB, rows: 1000 }))
            given[item.project === "a" ? "a" : "b"] += item.bytes;
        expect(Math.abs(given.a - given.b)).toBeLessThanOrEqual(2 * (256 + 500) * KiB);
      }),
      { numRuns: 30 },
    );
  });
});
