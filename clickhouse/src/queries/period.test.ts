import { expect, test } from "vitest";
import { allTime, edgeOf, reachOf } from "./period.ts";

const dayNs = 86_400_000_000_000n;

test("traces reach seven days beyond a period, but not beyond all time", () => {
  const period = { fromUnixNano: 10n * dayNs, toUnixNano: 11n * dayNs };
  expect(reachOf(period)).toEqual({
    ...period,
    reachFromUnixNano: 3n * dayNs,
    reachToUnixNano: 18n * dayNs,
  });
  expect(reachOf(allTime)).toMatchObject({
    reachFromUnixNano: 0n,
    reachToUnixNano: allTime.toUnixNano,
  });
});

test("the edge is a quarter of the period, from an hour to seven days", () => {
  const edge = (days: bigint) => edgeOf({ fromUnixNano: dayNs, toUnixNano: (days + 1n) * dayNs });
  expect(edge(4n)).toBe(dayNs);
  expect(edge(400n)).toBe(7n * dayNs);
  expect(edgeOf({ fromUnixNano: 0n, toUnixNano: 1n })).toBe(dayNs / 24n);
});
