import type { ChargePosition, ChargeRecord } from "@spanward/clickhouse/records";
import type { Charge } from "./charge-trace.ts";

/** Where and when new rows are booked. */
export interface Booking {
  /** The month to book in what happened in `month`, both YYYY-MM-01: itself, or where that is closed a later one. */
  openPeriod: (month: string) => string;
  /** Why a row is adjusted, where not because the trace tells something else now. */
  reason: "" | "repriced" | "attribution";
  nowUnixMs: number;
}

/**
 * The rows that make what is booked for one span into what it costs; none where it is so already. A booked
 * amount is never changed: its difference is booked behind it. Only an owner who was not known yet is
 * filled in, in a month that is open.
 */
export function bookCharge(
  charge: Charge | null,
  booked: readonly ChargeRecord[],
  booking: Booking,
): ChargeRecord[] {
  if (booked.length === 0) return charge === null ? [] : [firstRow(charge, booking)];
  const filled = charge === null ? [] : fillOwner(charge, booked, booking);
  const rows = filled.length > 0 ? filled : booked;
  const sums = new Map<string, Sum>();
  for (const row of rows) add(sums, row, rowSum(row));
  if (charge !== null) add(sums, charge, negate(chargeSum(charge)));
  let sequence = Math.max(...booked.map((row) => row.sequence));
  const adjustments: ChargeRecord[] = [];
  for (const { like, sum } of sums.values()) {
    if (isZero(sum)) continue;
    sequence += 1;
    adjustments.push(adjustmentRow({ like, sum: negate(sum), sequence }, booking));
  }
  return [...filled, ...adjustments];
}

const monthOf = (timeUnixNano: bigint): string =>
  `${new Date(Number(timeUnixNano / 1_000_000n)).toISOString().slice(0, 7)}-01`;

function periodOf(timeUnixNano: bigint, { openPeriod }: Booking) {
  const month = monthOf(timeUnixNano);
  const period = openPeriod(month);
  return { period, late: period !== month };
}

function firstRow(charge: Charge, booking: Booking): ChargeRecord {
  return {
    ...charge,
    ...periodOf(charge.timeUnixNano, booking),
    sequence: 0,
    reason: "",
    calls: 1,
    unpriced: charge.costPicoUsd === null ? 1 : 0,
    bookedUnixMs: booking.nowUnixMs,
  };
}

const ownerNames = ["businessUnit", "costProject", "useCase", "customer", "costCenter"] as const;

/** The rows with the owner that was unknown when they were booked; none when there is nothing to fill in. */
function fillOwner(
  charge: Charge,
  booked: readonly ChargeRecord[],
  { nowUnixMs, openPeriod }: Booking,
): ChargeRecord[] {
  const differs = booked.some((row) => ownerNames.some((name) => row[name] !== charge[name]));
  const onlyAdds = booked.every(
    (row) =>
      openPeriod(row.period) === row.period &&
      ownerNames.every((name) => row[name] === charge[name] || row[name] === ""),
  );
  if (!differs || !onlyAdds) return [];
  return booked.map((row) => ({
    ...row,
    ...Object.fromEntries(ownerNames.map((name) => [name, charge[name]])),
    bookedUnixMs: Math.max(nowUnixMs, row.bookedUnixMs + 1),
  }));
}

/** What adjusts: sums of rows that agree in everything a report tells apart. */
interface Sum {
  like: Charge | ChargeRecord;
  sum: Amounts;
}

interface Amounts {
  calls: number;
  unpriced: number;
  computed: bigint;
  reported: bigint;
  cost: bigint;
  positions: Map<string, ChargePosition>;
}

const keyOf = (row: Charge | ChargeRecord): string =>
  JSON.stringify([
    row.line,
    row.provider,
    row.model,
    row.service,
    row.environment,
    row.agent,
    row.failed,
    ...ownerNames.map((name) => row[name]),
  ]);

function add(sums: Map<string, Sum>, like: Charge | ChargeRecord, amounts: Amounts): void {
  const key = keyOf(like);
  const sum = sums.get(key);
  if (sum) sums.set(key, { like, sum: plus(sum.sum, amounts) });
  else sums.set(key, { like, sum: amounts });
}

const rowSum = (row: ChargeRecord): Amounts => ({
  ...chargeSum(row),
  calls: row.calls,
  unpriced: row.unpriced,
});

const chargeSum = (charge: Charge | ChargeRecord): Amounts => ({
  calls: 1,
  unpriced: charge.costPicoUsd === null ? 1 : 0,
  computed: charge.computedPicoUsd ?? 0n,
  reported: charge.reportedPicoUsd ?? 0n,
  cost: charge.costPicoUsd ?? 0n,
  positions: new Map(charge.positions.map((position) => [keyOfPosition(position), position])),
});

const keyOfPosition = ({ per, pricePicoUsd, unit }: ChargePosition): string =>
  `${unit} ${pricePicoUsd} ${per}`;

function plus(one: Amounts, other: Amounts): Amounts {
  const positions = new Map(one.positions);
  for (const [key, position] of other.positions) {
    const before = positions.get(key);
    const quantity = (before?.quantity ?? 0n) + position.quantity;
    const amountPicoUsd = (before?.amountPicoUsd ?? 0n) + position.amountPicoUsd;
    positions.set(key, { ...position, quantity, amountPicoUsd });
  }
  return {
    calls: one.calls + other.calls,
    unpriced: one.unpriced + other.unpriced,
    computed: one.computed + other.computed,
    reported: one.reported + other.reported,
    cost: one.cost + other.cost,
    positions,
  };
}

function negate(sum: Amounts): Amounts {
  const positions = [...sum.positions].map(([key, position]): [string, ChargePosition] => [
    key,
    { ...position, quantity: -position.quantity, amountPicoUsd: -position.amountPicoUsd },
  ]);
  return {
    calls: -sum.calls,
    unpriced: -sum.unpriced,
    computed: -sum.computed,
    reported: -sum.reported,
    cost: -sum.cost,
    positions: new Map(positions),
  };
}

const isZero = ({ calls, computed, cost, positions, reported, unpriced }: Amounts): boolean =>
  calls === 0 &&
  unpriced === 0 &&
  computed === 0n &&
  reported === 0n &&
  cost === 0n &&
  [...positions.values()].every(
    ({ amountPicoUsd, quantity }) => quantity === 0n && amountPicoUsd === 0n,
  );

function adjustmentRow(
  { like, sequence, sum }: { like: Charge | ChargeRecord; sum: Amounts; sequence: number },
  booking: Booking,
): ChargeRecord {
  const { priceCard, priceSource, rule } = like;
  return {
    ...like,
    ...periodOf(like.timeUnixNano, booking),
    sequence,
    reason: booking.reason || (sum.unpriced < 0 && sum.calls === 0 ? "priced" : "usage"),
    calls: sum.calls,
    unpriced: sum.unpriced,
    positions: [...sum.positions.values()].filter(
      ({ amountPicoUsd, quantity }) => quantity !== 0n || amountPicoUsd !== 0n,
    ),
    computedPicoUsd: sum.computed,
    reportedPicoUsd: sum.reported,
    costPicoUsd: sum.cost,
    rule,
    priceCard,
    priceSource,
    bookedUnixMs: booking.nowUnixMs,
  };
}
