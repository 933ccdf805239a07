/**
 * Divides an amount in proportion to `weights`, none of them negative, so that the parts sum to it
 * exactly: everybody has the whole units of their share, and what is left goes, a unit each, to the
 * largest remainders; of equal ones to the first. Without any weight the parts are equal.
 *
 * Source: the largest-remainder (Hamilton) method.
 *
 * @throws {RangeError} when there is nobody to divide it among, or a weight is negative
 */
export function allocate(amount: bigint, weights: readonly bigint[]): bigint[] {
  if (weights.length === 0) throw new RangeError("there is nobody to allocate the amount to");
  if (weights.some((weight) => weight < 0n)) throw new RangeError("a weight is negative");
  const sum = weights.reduce((total, weight) => total + weight, 0n);
  if (sum === 0n)
    return allocate(
      amount,
      weights.map(() => 1n),
    );
  const size = amount < 0n ? -amount : amount;
  const parts = weights.map((weight) => (size * weight) / sum);
  const left = size - parts.reduce((total, part) => total + part, 0n);
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: (size * weight) % sum }))
    .toSorted((one, other) => compare(other.remainder, one.remainder) || one.index - other.index);
  for (const { index } of byRemainder.slice(0, Number(left)))
    parts[index] = (parts[index] ?? 0n) + 1n;
  return amount < 0n ? parts.map((part) => -part) : parts;
}

const compare = (one: bigint, other: bigint): number => (one < other ? -1 : Number(one > other));
