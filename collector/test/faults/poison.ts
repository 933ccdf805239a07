// What made stores refuse a whole batch for one span: half of a surrogate pair, days that open a hundred
// partitions, years past the end of a type, numbers below or above it, a date that is none.

const dayNs = 86_400_000_000_000n;

/** Attributes that some store could not take; which ones depends on `index`. */
export function oddAttributes(index: number): object[] {
  const attribute = odd[index % odd.length];
  return attribute ? [attribute] : [];
}

const odd: object[] = [
  { key: "gen_ai.output.messages", value: { stringValue: "half of a pair: \uD800 and \uDFFF" } },
  { key: "\uDC00", value: { stringValue: "\u0000\u0001" } },
  { key: "gen_ai.usage.output_tokens", value: { intValue: "-5" } },
  { key: "gen_ai.usage.output_tokens", value: { intValue: "9223372036854775807" } },
  { key: "gen_ai.usage.output_tokens", value: { doubleValue: 1e300 } },
  { key: "gen_ai.usage.cost", value: { doubleValue: 1e30 } },
  { key: "gen_ai.usage.cost", value: { stringValue: "NaN" } },
  { key: "date", value: { stringValue: "2026-02-31T25:61:61Z" } },
  { key: "bytes", value: { bytesValue: "/////w==" } },
  { key: "deep", value: { arrayValue: { values: [{ kvlistValue: { values: [] } }, {}] } } },
];

/** Times that are not near; many different days, and both ends of what can be written down. */
export function oddTimes(index: number): object {
  if (index % 3 === 0) return {};
  const times = [
    0n,
    2n ** 63n,
    2n ** 64n - 1n,
    BigInt(Date.now()) * 1_000_000n - BigInt(index) * 37n * dayNs,
  ];
  const start = times[index % times.length] ?? 0n;
  return {
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(index % 2 === 0 ? 0n : start),
  };
}
