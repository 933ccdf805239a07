import type { BudgetWindow } from "../policy/policy-document.ts";

/** The hour, day or month of a time zone that an instant lies in, half-open, in Unix milliseconds. */
export interface CalendarWindow {
  startMs: number;
  endMs: number;
}

/**
 * The calendar window around an instant.
 *
 * @throws {RangeError} when the time zone is unknown.
 */
export function calendarWindow(
  window: Exclude<BudgetWindow, "request">,
  timeZone: string,
  nowMs: number,
): CalendarWindow {
  const local = wallClock(nowMs, timeZone);
  const [year, month, day] = local;
  switch (window) {
    case "hour": {
      const startMs = nowMs - (local[4] * 60 + local[5]) * 1_000 - (nowMs % 1_000);
      return { startMs, endMs: startMs + 3_600_000 };
    }
    case "day":
      return {
        startMs: instantOf(Date.UTC(year, month, day), timeZone),
        endMs: instantOf(Date.UTC(year, month, day + 1), timeZone),
      };
    case "month":
      return {
        startMs: instantOf(Date.UTC(year, month, 1), timeZone),
        endMs: instantOf(Date.UTC(year, month + 1, 1), timeZone),
      };
  }
}

/** The instant at which the clocks of a time zone show what UTC's show at `wallMs`. */
function instantOf(wallMs: number, timeZone: string): number {
  // The offset may change with the instant: a second look finds the one that is in force there.
  const guess = wallMs - offsetMs(wallMs, timeZone);
  return wallMs - offsetMs(guess, timeZone);
}

function offsetMs(instantMs: number, timeZone: string): number {
  return Date.UTC(...wallClock(instantMs, timeZone)) - Math.floor(instantMs / 1_000) * 1_000;
}

type WallClock = [
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
];

function wallClock(instantMs: number, timeZone: string): WallClock {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(instantMs);
  const read = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return [
    read("year"),
    read("month") - 1,
    read("day"),
    read("hour"),
    read("minute"),
    read("second"),
  ];
}
