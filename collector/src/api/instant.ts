// Instants are bigint nanoseconds since 1970, UTC, inside, and RFC 3339 text in answers.

const secondNs = 1_000_000_000n;

/** RFC 3339 in UTC with nanoseconds: `2026-11-01T10:00:00.000000001Z`. */
export function formatInstant(unixNano: bigint): string {
  const nanos = ((unixNano % secondNs) + secondNs) % secondNs;
  const seconds = (unixNano - nanos) / secondNs;
  const date = new Date(Number(seconds) * 1000).toISOString();
  return `${date.slice(0, 19)}.${String(nanos).padStart(9, "0")}Z`;
}

/** Reads RFC 3339 with any offset and up to nine digits of a second. The text must have that form. */
export function parseInstant(text: string): bigint {
  const [, fraction = ""] = /\.(\d+)/.exec(text) ?? [];
  const seconds = BigInt(Date.parse(text.replace(/\.\d+/, ""))) / 1000n;
  return seconds * secondNs + BigInt(fraction.slice(0, 9).padEnd(9, "0"));
}
