import { expect, test } from "vitest";
import { parseRange, presetReaching, rangeEnds, rangeLabel } from "./time-range.ts";

const now = Date.UTC(2026, 10, 22, 12);

test("counts a relative period back from now and leaves its end open", () => {
  expect(rangeEnds({ kind: "relative", amount: 24, unit: "h" }, now)).toEqual({
    from: "2026-11-21T12:00:00.000Z",
  });
});

test("reads a fixed period and keeps its ends as written", () => {
  const range = parseRange("2026-11-01T00:00:00Z,2026-11-02T00:00:00Z");
  expect(range && rangeEnds(range, now)).toEqual({
    from: "2026-11-01T00:00:00Z",
    to: "2026-11-02T00:00:00Z",
  });
});

test.each(["", "yesterday", "0x1h", "2026-11-02T00:00:00Z,2026-11-01T00:00:00Z", "a,b", "1,2,3"])(
  "refuses %j",
  (text) => expect(parseRange(text)).toBeNull(),
);

test("names a period as one would say it", () => {
  const label = (text: string) => {
    const range = parseRange(text);
    return range && rangeLabel(range, (end) => end.slice(0, 10));
  };
  expect(label("1h")).toBe("Last hour");
  expect(label("7d")).toBe("Last 7 days");
  expect(label("all")).toBe("All time");
  expect(label("2026-11-01T00:00:00Z,2026-11-02T00:00:00Z")).toBe("2026-11-01 – 2026-11-02");
});

test("finds the shortest preset that reaches back to an instant", () => {
  const ago = (ms: number) => presetReaching(new Date(now - ms).toISOString(), now);
  expect([60_000, 3 * 86_400_000, 400 * 86_400_000].map(ago)).toEqual(["15m", "7d", "all"]);
});
