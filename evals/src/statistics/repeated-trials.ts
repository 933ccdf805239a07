/** `successes` of `trials` attempts at one case. */
export interface Trials {
  successes: number;
  trials: number;
}

/**
 * pass@k: the chance that at least one of k attempts succeeds, unbiased. null with fewer than k
 * trials, since it cannot be known then.
 *
 * Source: M. Chen et al., arXiv 2107.03374 (2021), (1).
 */
export function passAtK({ successes, trials }: Trials, k: number): number | null {
  if (k > trials) return null;
  return 1 - chosenFrom(trials - successes, trials, k);
}

/**
 * pass^k: the chance that all of k attempts succeed, unbiased. null with fewer than k trials.
 *
 * Source: S. Yao et al., τ-bench, arXiv 2406.12045 (2024), §3.
 */
export function passHatK({ successes, trials }: Trials, k: number): number | null {
  if (k > trials) return null;
  return chosenFrom(successes, trials, k);
}

/** C(part, k) / C(whole, k), as a product that cannot overflow. */
function chosenFrom(part: number, whole: number, k: number): number {
  let ratio = 1;
  for (let i = 0; i < k; i++) ratio *= Math.max(0, part - i) / (whole - i);
  return ratio;
}
