import type { GateResult, Interval, MetricComparison, RunComparison } from "@spanward/evals";
import { printTable } from "../commands/print-table.ts";

/** A comparison as a table: a line for each scorer, and one for each of its slices. */
export function printComparison({ scorers, verdict }: RunComparison): string[] {
  const rows = scorers.flatMap((entry) => {
    if (!("comparison" in entry)) return [[entry.scorer, `not compared: ${entry.refused}`]];
    const { comparison, primary, scorer, slices } = entry;
    return [
      describe(primary ? scorer : `${scorer} (informs)`, comparison),
      ...slices.map((slice) => describe(`  ${slice.slice}`, slice.comparison)),
    ];
  });
  const head = ["scorer", "cases", "base", "candidate", "difference", "p", "verdict"];
  return [...printTable([head, ...rows]), "", `Verdict: ${verdict}`, ...remarks(scorers)];
}

function describe(name: string, comparison: MetricComparison): string[] {
  const { base, candidate, difference, paired, pValue, test, verdict } = comparison;
  return [
    name,
    String(paired.pairs.length),
    fixed(base),
    fixed(candidate),
    printInterval(difference),
    `${pValue < 0.0001 ? "<0.0001" : pValue.toFixed(4)} (${test})`,
    verdict,
  ];
}

function remarks(scorers: RunComparison["scorers"]): string[] {
  return scorers.flatMap((entry) => {
    if (!("comparison" in entry)) return [];
    const { casesNeeded, minimumDetectableEffect, paired, verdict } = entry.comparison;
    const { onlyInBase, onlyInCandidate, pairs, unscored } = paired;
    const left = onlyInBase.length + onlyInCandidate.length;
    const effect = minimumDetectableEffect === null ? "" : fixed(minimumDetectableEffect);
    return [
      ...(left > 0 ? [`${entry.scorer}: ${left} cases are in one run only and left out`] : []),
      ...(unscored.length > 0 ? [`${entry.scorer}: ${unscored.length} cases are unscored`] : []),
      ...(verdict === "inconclusive" && casesNeeded !== null && casesNeeded > pairs.length
        ? [
            `${entry.scorer}: ${pairs.length} cases show differences from ${effect} up; about ${casesNeeded} would tell`,
          ]
        : []),
    ];
  });
}

/** The outcomes of gates, a line each. */
export const printGates = (results: readonly GateResult[]): string[] =>
  printTable(
    results.map(({ gate, outcome, reason }) => [
      outcome.toUpperCase(),
      `${gate.scorer} (${gate.against})`,
      reason,
    ]),
  );

const printInterval = ({ estimate, high, low }: Interval): string =>
  Number.isFinite(high - low)
    ? `${signed(estimate)} [${signed(low)}, ${signed(high)}]`
    : `${signed(estimate)} [not known]`;

const fixed = (value: number): string => value.toFixed(3);
const signed = (value: number): string => `${value >= 0 ? "+" : ""}${fixed(value)}`;
