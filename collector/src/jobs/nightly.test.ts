import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { msUntilThree, startNightly } from "./nightly.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-11-22T23:00:00Z") });
});
afterEach(() => {
  vi.useRealTimers();
});

test("works every night at three, whether the night before went well or not", async () => {
  const errors: unknown[] = [];
  const times: string[] = [];
  const work = async () => {
    times.push(new Date().toISOString());
    if (times.length === 1) throw new Error("no");
  };
  const nightly = startNightly({
    work,
    onError: (error) => errors.push(error),
    now: () => new Date(),
  });
  await vi.advanceTimersByTimeAsync(2 * 86_400_000);
  expect(times).toEqual(["2026-11-23T03:00:00.000Z", "2026-11-24T03:00:00.000Z"]);
  expect(errors).toHaveLength(1);
  await nightly.stop();
  await vi.advanceTimersByTimeAsync(2 * 86_400_000);
  expect(times).toHaveLength(2);
});

test("never waits for nothing", () => {
  expect(msUntilThree(new Date("2026-11-22T03:00:00Z"))).toBe(86_400_000);
  expect(msUntilThree(new Date("2026-11-22T02:59:59.999Z"))).toBe(1);
});
