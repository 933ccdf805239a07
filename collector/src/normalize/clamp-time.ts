import { spanFlags } from "@spanward/clickhouse/records";

/** When a span began and how long it took, as it can be stored. */
export interface SpanTime {
  startUnixNano: bigint;
  durationNs: bigint;
  flags: number; // what was clamped
}

/** When a span began and ended, as it was sent. */
export interface SentTime {
  startTimeUnixNano: bigint;
  endTimeUnixNano: bigint;
}

const earliestUnixNano = BigInt(Date.UTC(2000, 0, 1)) * 1_000_000n;
const dayMs = 86_400_000;
const durationMaxNs = 2n ** 63n;

/**
 * Holds a span's times to what can be: a start before 2000 or more than a day ahead becomes the start
 * of the day of receipt, so that a batch sent again on that day is the same spans.
 */
export function clampTime(sent: SentTime, receivedUnixMs: number): SpanTime {
  const { startTimeUnixNano: start, endTimeUnixNano: end } = sent;
  const latest = BigInt(receivedUnixMs + dayMs) * 1_000_000n;
  const timeClamped = start < earliestUnixNano || start > latest;
  const durationClamped = end < start || end - start > durationMaxNs;
  return {
    startUnixNano: timeClamped
      ? BigInt(receivedUnixMs - (receivedUnixMs % dayMs)) * 1_000_000n
      : start,
    durationNs: durationClamped ? 0n : end - start,
    flags:
      (timeClamped ? spanFlags.timeClamped : 0) | (durationClamped ? spanFlags.durationClamped : 0),
  };
}
