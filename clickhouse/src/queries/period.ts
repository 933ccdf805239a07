/** A half-open period in nanoseconds since 1970, UTC: `fromUnixNano` is in, `toUnixNano` is out. */
export interface Period {
  fromUnixNano: bigint;
  toUnixNano: bigint;
}

/** Everything that can be stored. */
export const allTime: Readonly<Period> = Object.freeze({
  fromUnixNano: 0n,
  toUnixNano: 2n ** 63n - 1n,
});

/** `WHERE` of rows of a period that is given as the parameters `fromUnixNano` and `toUnixNano`. */
export const inPeriod = [
  "start_time >= fromUnixTimestamp64Nano({fromUnixNano:Int64})",
  "start_time < fromUnixTimestamp64Nano({toUnixNano:Int64})",
];

/** How far from its first span the spans of a trace are looked for where many traces are read at once. */
export const traceReachDays = 7;

const hourNs = 3_600_000_000_000n;
const traceReachNs = BigInt(traceReachDays * 24) * hourNs;

/** The parameters of {@link inReach}: the period, and where the spans of its traces can be. */
export function reachOf(period: Period, reachNs = traceReachNs): Record<string, bigint> {
  const { fromUnixNano, toUnixNano } = period;
  return {
    fromUnixNano,
    toUnixNano,
    reachFromUnixNano: fromUnixNano > reachNs ? fromUnixNano - reachNs : 0n,
    reachToUnixNano: toUnixNano < allTime.toUnixNano - reachNs ? toUnixNano + reachNs : toUnixNano,
  };
}

/**
 * A reach that costs little beside reading the period itself, for counts over all of its traces: a
 * quarter of it, at least an hour. A trace that lasts longer, and crosses the edge, may be counted there.
 */
export function edgeOf({ fromUnixNano, toUnixNano }: Period): bigint {
  const quarter = (toUnixNano - fromUnixNano) / 4n;
  if (quarter > traceReachNs) return traceReachNs;
  return quarter < hourNs ? hourNs : quarter;
}

/** `WHERE` of spans of traces that have a span in a period. Its parameters are {@link reachOf} it. */
export const inReach = [
  "start_time >= fromUnixTimestamp64Nano({reachFromUnixNano:Int64})",
  "start_time < fromUnixTimestamp64Nano({reachToUnixNano:Int64})",
];

/** `WHERE` of spans of traces that start in a period, likewise. */
export const fromPeriodOn = [
  "start_time >= fromUnixTimestamp64Nano({fromUnixNano:Int64})",
  "start_time < fromUnixTimestamp64Nano({reachToUnixNano:Int64})",
];

/** Equal intervals that start at an instant. */
export interface Intervals {
  originUnixNano: bigint;
  intervalNs: bigint;
}

/** Which of the intervals given as the parameters `originUnixNano` and `intervalNs` an instant is in. */
export const intervalOf = (unixNano: string): string =>
  `intDiv(${unixNano} - {originUnixNano:Int64}, {intervalNs:Int64})`;
