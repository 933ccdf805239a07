import { unknown } from "./format.ts";

// Money is decimal text from end to end: 0.1 + 0.2 is 0.3 here, and a sum of a million calls is exact.

const decimals = 12;
const one = 10n ** BigInt(decimals);

/**
 * `0.0123` → `$0.012`, `1234.5` → `$1,234.50`: cents from one cent on, below that two digits that count.
 * Null is unknown. Not a decimal number: given back as it is.
 */
export function formatUsd(usd: string | null): string {
  if (usd === null) return unknown;
  const amount = readUsd(usd);
  if (amount === null) return usd;
  const sign = amount < 0n ? "-" : "";
  const size = amount < 0n ? -amount : amount;
  if (size === 0n) return "$0";
  if (size < one / 1_000_000n) return `${sign}<$0.000001`;

  const places = size >= one / 100n ? 2 : decimals - size.toString().length + 2;
  const unit = 10n ** BigInt(decimals - places);
  const rounded = ((size + unit / 2n) / unit).toString().padStart(places + 1, "0");
  const dollars = rounded.slice(0, -places).replaceAll(/\B(?=(\d{3})+$)/g, ",");
  return `${sign}$${dollars}.${rounded.slice(-places)}`;
}

/** The sum of decimal texts, exactly. Nulls are left out; null when nothing else is there. */
export function addUsd(amounts: Iterable<string | null>): string | null {
  let sum: bigint | null = null;
  for (const usd of amounts) {
    const amount = usd === null ? null : readUsd(usd);
    if (amount !== null) sum = (sum ?? 0n) + amount;
  }
  return sum === null ? null : writeUsd(sum);
}

/** One decimal text less another, exactly; null when one of them is no decimal number. */
export function subtractUsd(from: string, usd: string): string | null {
  const [amount, less] = [readUsd(from), readUsd(usd)];
  return amount === null || less === null ? null : writeUsd(amount - less);
}

/** For the length of a bar only: a float has 15 digits, which no screen shows. Null is nothing. */
export function usdLength(usd: string | null): number {
  return usd === null ? 0 : Number(usd);
}

function readUsd(usd: string): bigint | null {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(usd);
  if (!match) return null;
  const [, sign, dollars = "0", fraction = ""] = match;
  const amount = BigInt(dollars) * one + BigInt(fraction.padEnd(decimals, "0").slice(0, decimals));
  return sign ? -amount : amount;
}

function writeUsd(amount: bigint): string {
  const size = amount < 0n ? -amount : amount;
  const fraction = (size % one).toString().padStart(decimals, "0").replace(/0+$/, "");
  return `${amount < 0n ? "-" : ""}${size / one}${fraction && `.${fraction}`}`;
}
