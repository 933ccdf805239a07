/** The buckets of an exponential histogram, as sent. */
export interface ExponentialHistogram {
  scale: number;
  zeroCount: bigint;
  positive: ExponentialBuckets;
  negative: ExponentialBuckets;
}

export interface ExponentialBuckets {
  offset: number;
  counts: bigint[];
}

/**
 * The same histogram with its bounds written out, lowest bucket first, so that one reader serves both
 * kinds. As everywhere in OTLP there is one bound less than counts: the last bucket is open, and empty.
 *
 * Source: opentelemetry-proto, metrics.proto, ExponentialHistogramDataPoint: bucket i of base
 * 2^(2^-scale) holds (base^(offset+i), base^(offset+i+1)].
 */
export function toExplicitBuckets(histogram: ExponentialHistogram) {
  const { negative, positive, scale, zeroCount } = histogram;
  const power = (exponent: number): number => 2 ** (exponent * 2 ** -scale);
  const bounds: number[] = [];
  const bucketCounts: bigint[] = [];
  const add = (upperBound: number, count: bigint): void => {
    bounds.push(upperBound);
    bucketCounts.push(count);
  };
  for (const [index, count] of [...negative.counts.entries()].toReversed())
    add(-power(negative.offset + index), count);
  if (zeroCount > 0n) add(positive.counts.length > 0 ? power(positive.offset) : 0, zeroCount);
  for (const [index, count] of positive.counts.entries())
    add(power(positive.offset + index + 1), count);
  if (bucketCounts.length > 0) bucketCounts.push(0n);
  return { bounds, bucketCounts };
}
