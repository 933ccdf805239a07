/** Dollars as decimal text, such as `"12.50"`. */
export type DecimalUsd = string;

const nanoPerUsd = 1_000_000_000n;
const pattern = /^(\d{1,12})(?:\.(\d{1,9}))?$/;

/**
 * Nano-dollars from decimal dollars.
 *
 * @throws {RangeError} when the text is no amount of at most 12 digits before and 9 after the point.
 */
export function nanoFromUsd(usd: DecimalUsd): bigint {
  const [, whole, fraction = ""] = pattern.exec(usd) ?? [];
  if (whole === undefined) {
    throw new RangeError(`"${usd}" is no amount in dollars: write it like "12.50"`);
  }
  return BigInt(whole) * nanoPerUsd + BigInt(fraction.padEnd(9, "0"));
}

/** Decimal dollars from nano-dollars, without needless zeros. */
export function usdFromNano(nano: bigint): DecimalUsd {
  const sign = nano < 0n ? "-" : "";
  const size = nano < 0n ? -nano : nano;
  const fraction = String(size % nanoPerUsd)
    .padStart(9, "0")
    .replace(/0+$/, "");
  return `${sign}${size / nanoPerUsd}${fraction === "" ? "" : `.${fraction}`}`;
}
