import type { TraceSummary } from "spanward/answers/trace-summary";

type Stretch = Pick<TraceSummary, "startTime" | "durationNs">;

/** From the end of one trace to the start of the next, in ns; 0 when they overlap. */
export function pauseNs(before: Stretch, after: Stretch): number {
  const endMs = Date.parse(before.startTime) + before.durationNs / 1e6;
  return Math.max(0, Date.parse(after.startTime) - endMs) * 1e6;
}
