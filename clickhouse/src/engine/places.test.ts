import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Places } from "./places.ts";

test("never more at once than there are places, each in turn, and every one gets one", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.boolean(), { maxLength: 40 }),
      async (count, failing) => {
        const places = new Places(count, 60_000);
        const order: number[] = [];
        let held = 0;
        const work = (index: number) => async () => {
          held += 1;
          order.push(index);
          expect(held).toBeLessThanOrEqual(count);
          await sleep(0);
          held -= 1;
          if (failing[index]) throw new Error("failed");
        };
        await Promise.allSettled(failing.map((_, index) => places.hold(work(index))));
        expect(order).toEqual(failing.map((_, index) => index));
        expect(held).toBe(0);
      },
    ),
    { numRuns: 30 },
  );
});

test("who waits too long is told that there are too many", async () => {
  const places = new Places(1, 20);
  let release = () => {};
  const holding = places.hold(() => new Promise<void>((resolve) => (release = resolve)));
  await expect(places.hold(async () => {})).rejects.toMatchObject({ code: 202 });
  release();
  await holding;
  await expect(places.hold(async () => "in")).resolves.toBe("in");
});
