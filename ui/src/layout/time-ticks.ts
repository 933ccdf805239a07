import type { TimeWindow } from "./time-window.ts";

/** One mark of a time axis. */
export interface Tick {
  atUs: number;
  x: number; // pixels from the left
  label: string; // since the start of the trace
}

const ms = 1e3;
const second = 1e6;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Steps a reader can count in; decimal below a second, clock-like above. */
const steps = [
  ...[1, 10, 100, ms, 10 * ms, 100 * ms].flatMap((unit) => [unit, 2 * unit, 5 * unit]),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
  ...[1, 2, 5, 10, 20, 50].map((count) => count * day),
];

const characterPx = 6.5; // the widest digit of the axis' 11 px type
const gapPx = 16;
const minStepPx = 72;

/** Marks for a window, so far apart that no label reaches the next one, whatever the zoom. */
export function timeTicks(window: TimeWindow, widthPx: number): Tick[] {
  if (widthPx <= 0) return [];
  const pixelsPerUs = widthPx / (window.toUs - window.fromUs);
  const stepUs = steps.find((step) => {
    const longest = Math.max(label(window.fromUs, step).length, label(window.toUs, step).length);
    return step * pixelsPerUs >= Math.max(minStepPx, (longest + 1) * characterPx + gapPx);
  });
  if (stepUs === undefined) return [];
  const ticks: Tick[] = [];
  const first = Math.ceil(window.fromUs / stepUs);
  for (let index = first; index * stepUs <= window.toUs; index++) {
    const atUs = index * stepUs;
    const x = (atUs - window.fromUs) * pixelsPerUs;
    ticks.push({ atUs, x, label: label(atUs, stepUs) });
  }
  return ticks;
}

/** As precise as the step needs: `"250 ms"`, `"12.5 s"`, `"1m 40s"`, `"2h 05m"`, `"3d 06h 00m"`. */
function label(offsetUs: number, stepUs: number): string {
  // Rounded to the step first, so that 59.9996 s does not become "1m 60s".
  const us = Math.round(offsetUs / stepUs) * stepUs;
  if (us === 0) return "0";
  if (us < ms) return `${us} µs`;
  if (us < second) return `${decimal(us / ms, stepUs / ms)} ms`;
  if (us < minute) return `${decimal(us / second, stepUs / second)} s`;
  const parts = [
    { unit: "d", count: Math.floor(us / day), size: day },
    { unit: "h", count: Math.floor((us % day) / hour), size: hour },
    { unit: "m", count: Math.floor((us % hour) / minute), size: minute },
  ];
  const first = parts.findIndex(({ count }) => count > 0);
  const shown = parts
    .slice(first)
    .filter((_, index) => index === 0 || stepUs < day)
    .map(({ unit, count }, index) => (index === 0 ? count : padded(String(count))) + unit);
  if (stepUs < minute) shown.push(`${padded(decimal((us % minute) / second, stepUs / second))}s`);
  return shown.join(" ");
}

/** As many decimals as the step has, so that neighbouring labels never read alike. */
function decimal(value: number, step: number): string {
  return value.toFixed(Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)));
}

/** Two digits before the point, so that labels line up. */
function padded(number: string): string {
  return /^\d(\.|$)/.test(number) ? `0${number}` : number;
}
