import fc from "fast-check";
import { expect, test } from "vitest";
import { SpanQueue } from "./span-queue.ts";

test("the queue never holds more than its limit, and every span is kept, taken or counted", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(20_000), { maxLength: 60 }),
      fc.integer({ min: 1, max: 200_000 }),
      (sizes, bytesMax) => {
        const queue = new SpanQueue<{ bytes: number }>(bytesMax);
        let taken = 0;
        for (const [index, size] of sizes.entries()) {
          queue.add({ bytes: size });
          if (index % 7 === 6) taken += queue.takeBatch().length;
          if (index % 11 === 10) {
            const batch = queue.takeBatch();
            queue.giveBack(batch);
          }
        }
        expect(taken + queue.length + queue.dropped).toBe(sizes.length);
        let bytes = 0;
        while (queue.length > 0) for (const item of queue.takeBatch()) bytes += item.bytes;
        expect(bytes).toBeLessThanOrEqual(bytesMax);
      },
    ),
    { numRuns: 50 },
  );
});

test("the oldest go first, and large spans go in requests of their own", () => {
  const queue = new SpanQueue<{ bytes: number }>(2 ** 30);
  const large = { bytes: 10 * 2 ** 20 };
  for (const item of [{ bytes: 1 }, large, { bytes: 2 }]) queue.add(item);
  expect(queue.takeBatch()).toHaveLength(1);
  expect(queue.takeBatch()).toEqual([large]);
  expect(queue.takeBatch()).toHaveLength(1);
  expect(queue.takeBatch()).toEqual([]);
});
