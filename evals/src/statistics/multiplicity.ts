/**
 * Holm's step-down adjustment: p values that, compared with α, keep the chance of even one false
 * rejection at α, whatever hangs together with what. In the order given.
 *
 * Source: S. Holm, Scandinavian Journal of Statistics 6 (1979).
 */
export function holmAdjust(pValues: readonly number[]): number[] {
  let worst = 0;
  return inOrder(pValues, ascending(pValues), (p, rank) => {
    worst = Math.max(worst, Math.min(1, p * (pValues.length - rank)));
    return worst;
  });
}

/**
 * Benjamini and Hochberg's adjustment: p values that, compared with q, keep the expected share of
 * false ones among the rejections at q, for independent or positively dependent tests.
 *
 * Source: Y. Benjamini, Y. Hochberg, J. Royal Statistical Society B 57 (1995).
 */
export function benjaminiHochbergAdjust(pValues: readonly number[]): number[] {
  let best = 1;
  return inOrder(pValues, ascending(pValues).toReversed(), (p, rank) => {
    best = Math.min(best, p * (pValues.length / (pValues.length - rank)));
    return best;
  });
}

function ascending(pValues: readonly number[]): number[] {
  for (const p of pValues) if (!(p >= 0 && p <= 1)) throw new RangeError(`${p} is not a p value`);
  const at = (index: number) => pValues[index] ?? 0;
  return pValues.map((_, index) => index).toSorted((a, b) => at(a) - at(b));
}

function inOrder(
  pValues: readonly number[],
  order: readonly number[],
  adjust: (p: number, rank: number) => number,
): number[] {
  const adjusted = pValues.map(() => 0);
  for (const [rank, index] of order.entries()) adjusted[index] = adjust(pValues[index] ?? 0, rank);
  return adjusted;
}
