import { at } from "./column.ts";
import type { Forest } from "./forest.ts";

/** When each row began and ended, in nanoseconds since the trace's start. */
export interface Times {
  startNs: Float64Array;
  endNs: Float64Array;
}

/**
 * How long each row did something that none of its children did: its duration without what they cover
 * of it together, so that children side by side are taken off once. Never negative.
 */
export function ownTimes({ parent, byStart }: Forest, { startNs, endNs }: Times): Float64Array {
  const own = startNs.map((start, row) => at(endNs, row) - start);
  const coveredUntil = Float64Array.from(startNs);
  for (const row of byStart) {
    const above = at(parent, row);
    if (above < 0) continue;
    const from = Math.max(at(startNs, row), at(coveredUntil, above));
    const to = Math.min(at(endNs, row), at(endNs, above));
    if (to <= from) continue;
    own[above] = at(own, above) - (to - from);
    coveredUntil[above] = to;
  }
  return own;
}
