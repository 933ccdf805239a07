import type { SpanRecord } from "@spanward/clickhouse/records";
import { type CallAccount, accountOf } from "./call-account.ts";
import type { Settlement } from "./settle-calls.ts";

const correctionStep = 2n ** 40n;
const knownMax = 2 ** 23 - 1; // so that the highest `ver` stays below 2^64

/** The `ver` a span was delivered with, before any correction. */
export const rankOf = ({ ver }: Pick<SpanRecord, "ver">): bigint => ver % correctionStep;

/** How many parts the delivery of a span had that was not its placeholder's. */
export const partsOf = (span: SpanRecord): number => Number(rankOf(span) % 2n ** 32n);

/** A span's row with what was decided of it; the same row when that is what it says already. */
export function correct(row: SpanRecord, settlement: Settlement, known: number): SpanRecord {
  const { account, counted } = settlement;
  if (row.counted === counted && isSameAccount(account, accountOf(row))) return row;
  return { ...row, ...account, counted, ver: correctionVer(rankOf(row), known) };
}

/**
 * Of a span's row and another delivery of it, the row that stands: the fuller delivery, and the
 * correction of it before it. A correction of a poorer delivery is made again for the fuller one.
 */
export function replace(row: SpanRecord, delivery: SpanRecord): SpanRecord {
  const [old, fresh] = [rankOf(row), rankOf(delivery)];
  if (fresh === old) return delivery.ver > row.ver ? delivery : row;
  if (fresh < old) return row;
  const corrections = row.ver - old;
  return corrections > delivery.ver - fresh ? { ...delivery, ver: fresh + corrections } : delivery;
}

/**
 * The `ver` of a correction. A correction beats every delivery, and of two corrections the one that
 * was made knowing more calls, whichever was written first.
 */
const correctionVer = (rank: bigint, known: number): bigint =>
  rank + correctionStep * BigInt(Math.min(known, knownMax));

/** Whether two accounts tell the same. */
export function isSameAccount(a: CallAccount, b: CallAccount): boolean {
  const { requestedTools: toolsOfA, usage: usageOfA, ...textsOfA } = a;
  const { requestedTools: toolsOfB, usage: usageOfB, ...textsOfB } = b;
  return (
    hasSameValues(textsOfA, textsOfB) &&
    hasSameValues(usageOfA, usageOfB) &&
    toolsOfA.join("\n") === toolsOfB.join("\n")
  );
}

const hasSameValues = <Fields extends object>(a: Fields, b: Fields): boolean => {
  const values = Object.values(b);
  return Object.values(a).every((value, at) => value === values[at]);
};

const corrected: ReadonlySet<string> = new Set([
  "usage",
  "usageSource",
  "requestedTools",
  "reportedCostNanoUsd",
  "provider",
  "model",
  "requestModel",
  "finishReason",
  "counted",
  "ver",
]);

/** Whether a row is the delivery `span` but for what {@link correct} changes. */
export function isCorrectionOf(row: SpanRecord, span: object | undefined): boolean {
  return (
    span !== undefined &&
    Object.entries(row).every(([name, value]) => {
      const other: unknown = Reflect.get(span, name);
      if (corrected.has(name) || value === other) return true;
      return name === "attributes" && hasSameTexts(value, other);
    })
  );
}

const hasSameTexts = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);
