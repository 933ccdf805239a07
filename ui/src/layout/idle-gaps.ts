import { at } from "./column.ts";
import type { Stretch } from "./time-axis.ts";
import { hasFlag, rowFlags, type TraceColumns } from "./trace-columns.ts";

/** Shorter gaps are not in the way. */
const gapShareMin = 0.05;
const bucketsMax = 4096;
/** Kinds that wait for somebody: nothing happens while they last. */
const waitingKinds = new Set(["approval"]);

/**
 * Stretches of more than a twentieth of a trace in which nothing happens: no innermost span runs, other
 * than one that waits for a person. In order, exact to the microsecond, in O(rows × gaps).
 */
export function findIdleGaps(columns: TraceColumns): Stretch[] {
  const { durationUs } = columns;
  if (durationUs <= 0 || columns.count === 0) return [];
  const work = collectWork(columns);
  const bucketUs = durationUs / bucketsMax;
  const candidates = emptyStretches(work, bucketUs).filter(
    ({ fromUs, toUs }) => toUs - fromUs > durationUs * gapShareMin - 2 * bucketUs,
  );
  return candidates
    .map((rough) => widen(work, rough, durationUs))
    .filter(({ fromUs, toUs }) => toUs - fromUs > durationUs * gapShareMin);
}

interface Work {
  startUs: Float64Array;
  endUs: Float64Array;
}

function collectWork(columns: TraceColumns): Work {
  const { count, subtree, kind, kinds, durationUs } = columns;
  const waits = kinds.map((name) => waitingKinds.has(name));
  const startUs = new Float64Array(count);
  const endUs = new Float64Array(count);
  let length = 0;
  for (let row = 0; row < count; row++) {
    if (at(subtree, row) > 1 || waits[at(kind, row)] === true) continue;
    const start = at(columns.startUs, row);
    const isRunning = hasFlag(columns, row, rowFlags.pending);
    startUs[length] = start;
    endUs[length] = isRunning ? durationUs : start + at(columns.durationsUs, row);
    length += 1;
  }
  return { startUs: startUs.subarray(0, length), endUs: endUs.subarray(0, length) };
}

function emptyStretches({ startUs, endUs }: Work, bucketUs: number): Stretch[] {
  const change = new Int32Array(bucketsMax + 1);
  const bucketOf = (us: number) => Math.max(0, Math.min(bucketsMax - 1, Math.floor(us / bucketUs)));
  for (let index = 0; index < startUs.length; index++) {
    const from = bucketOf(at(startUs, index));
    const to = bucketOf(at(endUs, index)) + 1;
    change[from] = at(change, from) + 1;
    change[to] = at(change, to) - 1;
  }
  const found: Stretch[] = [];
  let [active, emptyFrom] = [0, -1];
  for (let bucket = 0; bucket <= bucketsMax; bucket++) {
    active += at(change, bucket);
    const isEmpty = active === 0 && bucket < bucketsMax;
    if (isEmpty && emptyFrom < 0) emptyFrom = bucket;
    if (isEmpty || emptyFrom < 0) continue;
    found.push({ fromUs: emptyFrom * bucketUs, toUs: bucket * bucketUs });
    emptyFrom = -1;
  }
  return found;
}

/** From the last end before a stretch to the first start after it. */
function widen({ startUs, endUs }: Work, { fromUs, toUs }: Stretch, durationUs: number): Stretch {
  let [latest, earliest] = [0, durationUs];
  for (let index = 0; index < startUs.length; index++) {
    const end = at(endUs, index);
    const start = at(startUs, index);
    if (end <= fromUs && end > latest) latest = end;
    if (start >= toUs && start < earliest) earliest = start;
  }
  return { fromUs: latest, toUs: earliest };
}
