import { trace } from "@opentelemetry/api";
import fc from "fast-check";
import { expect, test } from "vitest";
import { estimateBytes, SpanQueue } from "./span-queue.ts";
import { recordSpans } from "./testing.ts";

const { last } = recordSpans();

function createSpan(characters: number) {
  trace
    .getTracer("t")
    .startSpan("s", { attributes: { text: "x".repeat(characters) } })
    .end();
  return last();
}

test("the queue never holds more than its limit, and every span is kept, taken or counted", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(20_000), { maxLength: 60 }),
      fc.integer({ min: 1, max: 200_000 }),
      (sizes, bytesMax) => {
        const queue = new SpanQueue(bytesMax);
        let taken = 0;
        for (const [index, size] of sizes.entries()) {
          queue.add(createSpan(size));
          if (index % 7 === 6) taken += queue.takeBatch().length;
          if (index % 11 === 10) {
            const batch = queue.takeBatch();
            queue.giveBack(batch);
          }
        }
        expect(taken + queue.length + queue.dropped).toBe(sizes.length);
        let bytes = 0;
        while (queue.length > 0)
          for (const { span } of queue.takeBatch()) bytes += estimateBytes(span);
        expect(bytes).toBeLessThanOrEqual(bytesMax);
      },
    ),
    { numRuns: 50 },
  );
});

test("the oldest go first, and large spans go in requests of their own", () => {
  const queue = new SpanQueue(2 ** 30);
  const large = createSpan(5 * 2 ** 20); // ten megabytes in memory
  for (const span of [createSpan(1), large, createSpan(2)]) queue.add(span);
  expect(queue.takeBatch()).toHaveLength(1);
  expect(queue.takeBatch()[0]?.span).toBe(large);
  expect(queue.takeBatch()).toHaveLength(1);
  expect(queue.takeBatch()).toEqual([]);
});
