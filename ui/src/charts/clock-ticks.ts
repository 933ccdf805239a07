import { scaleUtc } from "d3-scale";
import { zoneOffsetMs } from "../wall-clock.ts";

/** A mark on a time axis. */
export interface ClockTick {
  ms: number; // since 1970, UTC
  label: string; // as a clock in the zone shows it
}

const dayMs = 86_400_000;
const clock = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "UTC",
});
const seconds = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", timeZone: "UTC" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

/**
 * Marks at round times of a zone's clock, about `count` of them. Where two would stand closer than half
 * the usual distance, as at the end of a month, the second is left out.
 */
export function clockTicks(
  period: { fromMs: number; toMs: number },
  zone: string,
  count: number,
): ClockTick[] {
  const { fromMs, toMs } = period;
  const shift = zoneOffsetMs(fromMs, zone);
  const marks = scaleUtc()
    .domain([fromMs + shift, toMs + shift])
    .ticks(count)
    .map(Number);
  const step = (marks[1] ?? 0) - (marks[0] ?? 0);

  const ticks: ClockTick[] = [];
  let last = -Infinity;
  for (const mark of marks) {
    if (mark - last < step / 2) continue;
    last = mark;
    ticks.push({ ms: mark - shift, label: labelOf(mark, step) });
  }
  return ticks;
}

function labelOf(mark: number, step: number): string {
  if (mark % dayMs === 0 || step >= dayMs) return day.format(mark);
  return step < 60_000 ? seconds.format(mark) : clock.format(mark);
}
