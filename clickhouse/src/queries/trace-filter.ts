import type { SpanStatus } from "../records/index.ts";
import { conditionSql, type SpanTextColumn, type TraceCondition } from "./trace-condition.ts";

/**
 * Which traces are asked for. Lists hold alternatives; an empty list does not restrict. A trace has a
 * value when any of its spans has it; bounds are on the trace as a whole.
 */
export interface TraceFilter {
  status: SpanStatus[];
  agent: string[];
  model: string[];
  /** Tools executed or requested. */
  tool: string[];
  service: string[];
  environment: string[];
  session: string[];
  user: string[];
  businessUnit: string[];
  useCase: string[];
  label: string[];
  /** All of these must be there. */
  tags: { key: string; value: string }[];
  minDurationNs: bigint | null;
  maxDurationNs: bigint | null; // inclusive, as the minimum is
  minCostNanoUsd: bigint | null;
  minTokens: number | null;
  /** Words looked for in names, errors, previews and content; "" for none. Case does not matter. */
  text: string;
  /** What else must hold, all of it: patterns, what must not be, and several texts. */
  conditions: readonly TraceCondition[];
}

export const noFilter: Readonly<TraceFilter> = Object.freeze({
  status: [],
  agent: [],
  model: [],
  tool: [],
  service: [],
  environment: [],
  session: [],
  user: [],
  businessUnit: [],
  useCase: [],
  label: [],
  tags: [],
  minDurationNs: null,
  maxDurationNs: null,
  minCostNanoUsd: null,
  minTokens: null,
  text: "",
  conditions: [],
});

/** A filter as SQL. All conditions of a list must hold. */
export interface FilterSql {
  /** `WHERE` of spans, true for all traces that pass and for some that do not. */
  candidates: string[];
  /** `HAVING` of span versions grouped by trace, likewise. */
  candidateSums: string[];
  /** Conditions of the trace aggregate on its spans and on itself: these decide. */
  spans: string[];
  trace: string[];
  parameters: Record<string, unknown>;
}

/**
 * Turns a filter into SQL. `within` are conditions that bound the spans looked at for candidates.
 * The sums of candidates may count a span twice, which only lets more through.
 */
export function filterSql(filter: TraceFilter, within: string[]): FilterSql {
  const conditions = [...conditionsOf(filter), ...filter.conditions];
  const parts = conditions.map((condition, i) => conditionSql(condition, { id: `c${i}`, within }));
  return {
    candidates: parts.flatMap(({ candidate }) => candidate ?? []),
    candidateSums: parts.flatMap(({ candidateSum }) => candidateSum ?? []),
    spans: parts.flatMap(({ spans }) => spans ?? []),
    trace: parts.flatMap(({ trace }) => trace ?? []),
    parameters: Object.assign({}, ...parts.map(({ parameters }) => parameters)),
  };
}

const negated = false;

function conditionsOf(filter: TraceFilter): TraceCondition[] {
  const values = columns.flatMap(([name, column]): TraceCondition[] => {
    const anyOf = exactly(filter[name]);
    return anyOf.length > 0 ? [{ on: "value", column, anyOf, negated }] : [];
  });
  const { label, minCostNanoUsd, minTokens, maxDurationNs, minDurationNs, status, text } = filter;
  const bounds = [
    ["durationNs", ">=", minDurationNs],
    ["durationNs", "<=", maxDurationNs],
    ["costNanoUsd", ">=", minCostNanoUsd],
    ["totalTokens", ">=", minTokens === null ? null : BigInt(minTokens)],
  ] as const;
  return [
    ...values,
    ...(status.length > 0 ? [{ on: "status" as const, anyOf: status, negated }] : []),
    ...(label.length > 0 ? [{ on: "label" as const, anyOf: exactly(label), negated }] : []),
    ...filter.tags.map(({ key, value }) => ({
      on: "tag" as const,
      key,
      value: {
        text: value,
        glob: false,
      },
      negated,
    })),
    ...bounds.flatMap(([measure, operator, amount]) =>
      amount === null ? [] : [{ on: "measure" as const, measure, operator, amount, negated }],
    ),
    ...(text === "" ? [] : [{ on: "text" as const, phrase: text, negated }]),
  ];
}

const columns = [
  ["agent", "agent"],
  ["model", "model"],
  ["tool", "tool"],
  ["service", "service"],
  ["environment", "environment"],
  ["session", "session_id"],
  ["user", "user_id"],
  ["businessUnit", "business_unit"],
  ["useCase", "use_case"],
] as const satisfies [keyof TraceFilter, SpanTextColumn][];

const exactly = (values: readonly string[]) => values.map((text) => ({ text, glob: false }));
