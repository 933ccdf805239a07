import type { CompareOptions } from "../compare/compare-metric.ts";
import type { RunComparison, ScoredRun } from "../compare/compare-runs.ts";
import type { ScoreSeries } from "../compare/score-series.ts";
import type { Gate } from "../definition/define-eval.ts";
import type { Interval } from "../statistics/interval.ts";
import { meanScore } from "./mean-score.ts";

/** What a gate says. `warn`: inconclusive, and the gate does not mind. */
export type GateOutcome = "pass" | "warn" | "fail" | "inconclusive";

export interface GateResult {
  gate: Gate;
  outcome: GateOutcome;
  reason: string;
  interval: Interval | null; // of the mean, or of the difference; null: nothing to go by
}

/**
 * Holds a run against its gates. Absolute: passes when the whole interval of the mean lies at or above the
 * margin, fails when it lies below. Against a baseline: passes when the whole interval of the difference
 * lies at or above -margin, fails when the run regressed. Everything else is inconclusive.
 *
 * @param comparison with the baseline; null when there is none, which leaves its gates inconclusive
 */
export function evaluateGates(
  gates: readonly Gate[],
  run: ScoredRun,
  { comparison, ...options }: CompareOptions & { comparison: RunComparison | null },
): GateResult[] {
  return gates.map((gate) => {
    const finding =
      gate.against === "absolute"
        ? judgeMean(
            gate,
            run.series.find(({ scorer }) => scorer === gate.scorer),
            options,
          )
        : judgeDifference(gate, comparison);
    return { gate, ...finding, outcome: settle(gate, finding.outcome) };
  });
}

type Finding = Omit<GateResult, "gate"> & { outcome: "pass" | "fail" | "inconclusive" };

function judgeMean(gate: Gate, series: ScoreSeries | undefined, options: CompareOptions): Finding {
  const found = series && meanScore(series, options);
  if (!found) return unknown("nothing was scored");
  const { cases, interval } = found;
  const few = tooFew(gate, cases);
  if (few) return { ...few, interval };
  const range = `${percent(interval.low)} to ${percent(interval.high)}`;
  if (interval.low >= gate.margin)
    return {
      outcome: "pass",
      interval,
      reason: `${range} lies at or above ${percent(gate.margin)}`,
    };
  if (interval.high < gate.margin)
    return { outcome: "fail", interval, reason: `${range} lies below ${percent(gate.margin)}` };
  return { outcome: "inconclusive", interval, reason: `${range} includes ${percent(gate.margin)}` };
}

function judgeDifference(gate: Gate, comparison: RunComparison | null): Finding {
  if (!comparison) return unknown("there is no baseline to compare with");
  const entry = comparison.scorers.find(({ scorer }) => scorer === gate.scorer);
  if (!entry) return unknown("it scored neither run");
  if (!("comparison" in entry)) return unknown(entry.refused);
  const { casesNeeded, difference, paired, verdict } = entry.comparison;
  const few = tooFew(gate, paired.pairs.length);
  if (few) return { ...few, interval: difference };
  const range = `the difference, ${percent(difference.low)} to ${percent(difference.high)},`;
  if (difference.low >= -gate.margin)
    return {
      outcome: "pass",
      interval: difference,
      reason: `${range} is no drop of more than ${percent(gate.margin)}`,
    };
  if (verdict === "regressed")
    return { outcome: "fail", interval: difference, reason: `${range} is a regression` };
  const needed = casesNeeded === null ? "" : `; about ${casesNeeded} cases would tell`;
  const drop = `may be a drop of more than ${percent(gate.margin)}`;
  return { outcome: "inconclusive", interval: difference, reason: `${range} ${drop}${needed}` };
}

const unknown = (reason: string): Finding => ({ outcome: "inconclusive", reason, interval: null });

function tooFew({ casesMin = 0 }: Gate, cases: number): Omit<Finding, "interval"> | null {
  if (cases >= casesMin) return null;
  return { outcome: "inconclusive", reason: `${cases} cases; the gate asks for ${casesMin}` };
}

function settle({ onInconclusive }: Gate, outcome: Finding["outcome"]): GateOutcome {
  if (outcome !== "inconclusive") return outcome;
  return onInconclusive === "fail" ? "inconclusive" : onInconclusive;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
