import { expect, test } from "vitest";
import { formatAgo, formatTime } from "./format-time.ts";

const instant = "2026-11-22T15:04:05.678901234Z";

test("shows an instant in the zone that was asked for", () => {
  expect(formatTime(instant, "UTC")).toBe("22 Nov, 15:04:05");
  expect(formatTime(instant, "Asia/Kolkata")).toBe("22 Nov, 20:34:05");
  expect(formatTime(instant, "UTC", "full")).toBe("22 Nov 2026, 15:04:05.678");
  expect(formatTime("2026-11-22T00:00:00Z", "UTC", "minute")).toBe("22 Nov, 00:00");
});

test("gives back what is no instant", () => expect(formatTime("soon", "UTC")).toBe("soon"));

test("says how long ago", () => {
  const after = (seconds: number) => formatAgo(instant, Date.parse(instant) + seconds * 1000);
  expect([2, 42, 200, 7300, 200_000].map(after)).toEqual([
    "now",
    "42 s ago",
    "3 min ago",
    "2 h ago",
    "2 d ago",
  ]);
});
