import type { TrialScore } from "./score-series.ts";

/** A case that both runs scored, its trials averaged. */
export interface CasePair {
  caseId: string;
  cluster: string;
  base: number;
  candidate: number;
  single: boolean; // one scored trial on each side
}

export interface PairedCases {
  pairs: CasePair[];
  onlyInBase: string[];
  onlyInCandidate: string[];
  unscored: string[]; // in both runs, and without a score in at least one
}

/**
 * Pairs two runs case by case. The case is the unit: its trials are averaged, and trials that were not
 * scored are left out of the average.
 *
 * @param clusterOf names what a case hangs together with; each case is its own cluster by default
 */
export function pairCases(
  base: readonly TrialScore[],
  candidate: readonly TrialScore[],
  clusterOf: (caseId: string) => string = (caseId) => caseId,
): PairedCases {
  const before = byCase(base);
  const after = byCase(candidate);
  const paired: PairedCases = { pairs: [], onlyInBase: [], onlyInCandidate: [], unscored: [] };
  for (const [caseId, values] of before) {
    const others = after.get(caseId);
    if (others === undefined) paired.onlyInBase.push(caseId);
    else if (values.length === 0 || others.length === 0) paired.unscored.push(caseId);
    else
      paired.pairs.push({
        caseId,
        cluster: clusterOf(caseId),
        base: meanOf(values),
        candidate: meanOf(others),
        single: values.length === 1 && others.length === 1,
      });
  }
  for (const caseId of after.keys()) if (!before.has(caseId)) paired.onlyInCandidate.push(caseId);
  return paired;
}

function byCase(scores: readonly TrialScore[]): Map<string, number[]> {
  const cases = new Map<string, number[]>();
  for (const { caseId, value } of scores) {
    const values = cases.get(caseId) ?? [];
    if (value !== null) values.push(value);
    cases.set(caseId, values);
  }
  return cases;
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
