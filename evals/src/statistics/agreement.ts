import { normalQuantile } from "./distributions/normal.ts";
import { type Interval, type IntervalOptions, tailOf } from "./interval.ts";

/** How far apart two categories count, from 0 (the same) up; a matrix row and column each. */
export type Disagreement = "nominal" | "linear" | "quadratic";

/**
 * Cohen's κ of two raters, with its large-sample interval. Weighted when `disagreement` is `linear` or
 * `quadratic`, for categories in order. NaN when chance alone agrees always.
 *
 * @param counts square: `counts[i][j]` items got category i from the first rater and j from the second
 *
 * Source: J. Cohen, Psychological Bulletin 70 (1968); the standard error of J. Fleiss, J. Cohen and
 * B. Everitt, Psychological Bulletin 72 (1969), (13).
 *
 * @throws {RangeError} when the table is not square or empty
 */
export function cohenKappa(
  counts: readonly (readonly number[])[],
  { disagreement = "nominal", ...options }: IntervalOptions & { disagreement?: Disagreement } = {},
): Interval {
  const size = counts.length;
  if (size === 0 || counts.some((row) => row.length !== size))
    throw new RangeError("the table of counts must be square");
  const total = counts.flat().reduce((sum, count) => sum + count, 0);
  if (total === 0) throw new RangeError("the table of counts is empty");
  const share = (i: number, j: number) => (counts[i]?.[j] ?? 0) / total;
  const weight = (i: number, j: number) => agreementWeight(i, j, { size, disagreement });
  const indexes = Array.from({ length: size }, (_, index) => index);
  const sum = (f: (index: number) => number) =>
    indexes.reduce((total_, index) => total_ + f(index), 0);
  const rows = indexes.map((i) => sum((j) => share(i, j)));
  const columns = indexes.map((j) => sum((i) => share(i, j)));
  const row = (i: number) => rows[i] ?? 0;
  const column = (j: number) => columns[j] ?? 0;

  const observed = sum((i) => sum((j) => weight(i, j) * share(i, j)));
  const expected = sum((i) => sum((j) => weight(i, j) * row(i) * column(j)));
  const estimate = (observed - expected) / (1 - expected);

  const rowWeight = indexes.map((i) => sum((j) => weight(i, j) * column(j)));
  const columnWeight = indexes.map((j) => sum((i) => weight(i, j) * row(i)));
  const spread = sum((i) =>
    sum((j) => {
      const chance = ((rowWeight[i] ?? 0) + (columnWeight[j] ?? 0)) * (1 - estimate);
      return share(i, j) * (weight(i, j) - chance) ** 2;
    }),
  );
  const variance =
    (spread - (estimate - expected * (1 - estimate)) ** 2) / (total * (1 - expected) ** 2);
  const reach = normalQuantile(1 - tailOf(options)) * Math.sqrt(Math.max(0, variance));
  return { estimate, low: estimate - reach, high: estimate + reach };
}

/**
 * Fleiss' κ: agreement of a fixed number of raters, who need not be the same for each item.
 *
 * @param counts `counts[item][category]` raters put the item into the category; each row sums to the
 *   number of raters, at least two
 *
 * Source: J. Fleiss, Psychological Bulletin 76 (1971).
 *
 * @throws {RangeError} when rows differ in their sum
 */
export function fleissKappa(counts: readonly (readonly number[])[]): number {
  const raters = (counts[0] ?? []).reduce((sum, count) => sum + count, 0);
  if (raters < 2) throw new RangeError("Fleiss' kappa needs at least two raters");
  const categories = (counts[0] ?? []).map(() => 0);
  let agreement = 0;
  for (const row of counts) {
    if (row.reduce((sum, count) => sum + count, 0) !== raters)
      throw new RangeError("every item must have the same number of raters");
    agreement += row.reduce((sum, count) => sum + count * (count - 1), 0) / (raters * (raters - 1));
    for (const [category, count] of row.entries())
      categories[category] = (categories[category] ?? 0) + count;
  }
  const observed = agreement / counts.length;
  const expected = categories.reduce(
    (sum, count) => sum + (count / (counts.length * raters)) ** 2,
    0,
  );
  return (observed - expected) / (1 - expected);
}

export type MeasurementLevel = "nominal" | "ordinal" | "interval" | "ratio";

/**
 * Krippendorff's α: agreement of any number of raters at any level of measurement, with values
 * missing. NaN when every value given is the same.
 *
 * @param units `units[u]` holds the values that unit u was given; null is a missing one
 *
 * Source: K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011).
 */
export function krippendorffAlpha(
  units: readonly (readonly (number | null)[])[],
  level: MeasurementLevel,
): number {
  const pairable = units
    .map((unit) => unit.filter((value) => value !== null))
    .filter((unit) => unit.length >= 2);
  const frequency = new Map<number, number>();
  for (const value of pairable.flat()) frequency.set(value, (frequency.get(value) ?? 0) + 1);
  const values = [...frequency.keys()].toSorted((a, b) => a - b);
  const distance = createDistance(values, frequency, level);

  const sum = (unit: readonly number[], other: (a: number) => number) =>
    unit.reduce((total_, a) => total_ + other(a), 0);
  let observed = 0;
  for (const unit of pairable)
    observed += sum(unit, (a) => sum(unit, (b) => distance(a, b))) / (unit.length - 1);
  const total = pairable.flat().length;
  let expected = 0;
  for (const a of values)
    for (const b of values)
      expected +=
        ((frequency.get(a) ?? 0) * (frequency.get(b) ?? 0) * distance(a, b)) / (total - 1);
  return 1 - observed / expected;
}

/** A table of a binary prediction against the truth. */
export interface Confusion {
  truePositive: number;
  falsePositive: number;
  trueNegative: number;
  falseNegative: number;
}

/**
 * Matthews' correlation of a binary prediction with the truth, from -1 to 1; 0 when a row or a column
 * of the table is empty.
 *
 * Source: B. Matthews, Biochimica et Biophysica Acta 405 (1975); the 0 by D. Chicco and G. Jurman,
 * BMC Genomics 21 (2020).
 */
export function matthewsCorrelation(table: Confusion): number {
  const { truePositive: tp, falsePositive: fp, trueNegative: tn, falseNegative: fn } = table;
  const scale = Math.sqrt(tp + fp) * Math.sqrt(tp + fn) * Math.sqrt(tn + fp) * Math.sqrt(tn + fn);
  return scale === 0 ? 0 : (tp * tn - fp * fn) / scale;
}

function agreementWeight(
  i: number,
  j: number,
  { size, disagreement }: { size: number; disagreement: Disagreement },
): number {
  if (i === j) return 1;
  const distance = Math.abs(i - j) / (size - 1);
  switch (disagreement) {
    case "nominal":
      return 0;
    case "linear":
      return 1 - distance;
    case "quadratic":
      return 1 - distance * distance;
  }
}

function createDistance(
  values: readonly number[],
  frequency: ReadonlyMap<number, number>,
  level: MeasurementLevel,
): (a: number, b: number) => number {
  const count = (value: number) => frequency.get(value) ?? 0;
  switch (level) {
    case "nominal":
      return (a, b) => (a === b ? 0 : 1);
    case "interval":
      return (a, b) => (a - b) ** 2;
    case "ratio":
      return (a, b) => (a === b ? 0 : ((a - b) / (a + b)) ** 2);
    case "ordinal":
      return (a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        const between = values.filter((value) => value >= low && value <= high);
        const ranks = between.reduce((sum, value) => sum + count(value), 0);
        return (ranks - (count(a) + count(b)) / 2) ** 2;
      };
  }
}
