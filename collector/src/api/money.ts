// Money is bigint nano-dollars inside and decimal text in answers: never a float.

const dollarNano = 1_000_000_000n;

/** Dollars as decimal text without trailing zeros: 1500000000n → "1.5". */
export function formatUsd(nanoUsd: bigint): string {
  const size = nanoUsd < 0n ? -nanoUsd : nanoUsd;
  const fraction = String(size % dollarNano)
    .padStart(9, "0")
    .replace(/0+$/, "");
  const text = `${size / dollarNano}${fraction && `.${fraction}`}`;
  return nanoUsd < 0n ? `-${text}` : text;
}

/** Reads decimal dollars, such as "0.05"; what is below a nano-dollar is cut off. */
export function parseUsd(text: string): bigint {
  const [dollars = "0", fraction = ""] = text.split(".");
  return BigInt(dollars) * dollarNano + BigInt(fraction.slice(0, 9).padEnd(9, "0"));
}
