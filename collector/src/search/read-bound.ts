import type { Measure, Operator } from "./condition.ts";

/**
 * Reads `>30s`, `<=0.5`, `>10k`: a comparison with an amount in the measure's smallest unit. Null: it is
 * none. Decimals are read digit by digit, so that no amount is rounded to a float on the way; what is
 * finer than the unit is refused.
 */
export function readBound(
  measure: Measure,
  text: string,
): { operator: Operator; amount: bigint } | null {
  const [, operator, number = ""] = /^(>=|<=|>|<)(.+)$/.exec(text) ?? [];
  if (!isOperator(operator)) return null;
  const amount = readAmount(measure, number.toLowerCase());
  return amount === null ? null : { operator, amount };
}

function readAmount(measure: Measure, text: string): bigint | null {
  switch (measure) {
    case "latency":
      return scaled(text, durationUnitsNs);
    case "cost":
      return scaled(text.replace(/^\$/, ""), { "": 9 });
    case "tokens":
    case "spans":
    case "errors":
      return scaled(text, { "": 0, k: 3, m: 6 });
  }
}

/** Units as a power of ten, or as that many pieces where they are none. */
const durationUnitsNs = {
  ns: 0,
  us: 3,
  µs: 3,
  ms: 6,
  s: 9,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
};

function scaled(text: string, units: Record<string, number | bigint>): bigint | null {
  const [, whole, fraction = "", unit = ""] =
    /^(\d{1,12})(?:\.(\d{1,9}))?([a-zµ]*)$/.exec(text) ?? [];
  const factor = Object.hasOwn(units, unit) ? units[unit] : undefined;
  if (whole === undefined || factor === undefined) return null;
  const pieces = typeof factor === "bigint" ? factor : 10n ** BigInt(factor);
  const digits = BigInt(whole + fraction) * pieces;
  const divisor = 10n ** BigInt(fraction.length);
  return digits % divisor === 0n ? digits / divisor : null;
}

const isOperator = (text: string | undefined): text is Operator =>
  text === ">" || text === ">=" || text === "<" || text === "<=";
