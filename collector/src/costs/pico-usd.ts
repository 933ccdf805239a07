// Money of the ledger: bigint pico-dollars (1e-12 USD), so that a list price of up to six decimals for a
// million tokens times any number of tokens is exact. Never a float.

const dollarPico = 1_000_000_000_000n;
const fractionDigits = 12;
const picoInNano = 1000n;

/**
 * Reads decimal dollars, such as "0.25", "-3" or "7.5e-8". What is below a pico-dollar is rounded half to
 * even; `exact` says whether nothing was.
 *
 * @throws {RangeError} when it is not a decimal number
 */
export function parseDecimalUsd(text: string): { pico: bigint; exact: boolean } {
  const parts = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text.trim());
  if (!parts) throw new RangeError(`${JSON.stringify(text.slice(0, 40))} is not a decimal number`);
  const [, sign = "", whole = "0", fraction = "", exponent = "0"] = parts;
  const digits = BigInt(whole + fraction);
  const shift = fractionDigits - fraction.length + Number.parseInt(exponent, 10);
  const size =
    shift >= 0 ? digits * 10n ** BigInt(shift) : divideHalfEven(digits, 10n ** BigInt(-shift));
  const exact = shift >= 0 || digits % 10n ** BigInt(-shift) === 0n;
  return { pico: sign === "-" ? -size : size, exact };
}

/** Dollars as decimal text, as short as it can be: 250000000000n → "0.25". */
export function formatPicoUsd(pico: bigint): string {
  const size = pico < 0n ? -pico : pico;
  const fraction = String(size % dollarPico)
    .padStart(fractionDigits, "0")
    .replace(/0+$/, "");
  return `${pico < 0n ? "-" : ""}${size / dollarPico}${fraction && `.${fraction}`}`;
}

/** Dollars with exactly two decimals, of an amount that was rounded to cents before: "1234.50". */
export function formatCents(cents: bigint): string {
  const size = cents < 0n ? -cents : cents;
  return `${cents < 0n ? "-" : ""}${size / 100n}.${String(size % 100n).padStart(2, "0")}`;
}

/** The nearest whole nano-dollars, half to even. */
export const nanoOfPico = (pico: bigint): bigint => divideHalfEven(pico, picoInNano);

/** The nearest whole cents, half to even. */
export const centsOfPico = (pico: bigint): bigint => divideHalfEven(pico, dollarPico / 100n);

/** The nearest integer to `value / by`, half to even. `by` is positive. */
export function divideHalfEven(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  const rest = value % by;
  const twice = 2n * (rest < 0n ? -rest : rest);
  const away = twice > by || (twice === by && quotient % 2n !== 0n);
  if (!away) return quotient;
  return value < 0n ? quotient - 1n : quotient + 1n;
}

/** What `quantity` costs at `pricePico` for each `per`. */
export const priceOf = (quantity: bigint, { per, pricePico }: Rate): bigint =>
  divideHalfEven(quantity * pricePico, per);

/** A price: so many pico-dollars for each `per` units. */
export interface Rate {
  pricePico: bigint;
  per: bigint;
}
