import type { SpanStatus } from "../records/index.ts";
import { contentVersions, spanVersions } from "./span-source.ts";

/**
 * A text that a value must be as a whole; with `glob`, each `*` in it stands for any text. `*` alone is any
 * value there is.
 */
export interface ValuePattern {
  text: string;
  glob: boolean;
}

/** Columns of a span that hold one text, to ask for by value. */
export type SpanTextColumn =
  | "agent"
  | "agent_version"
  | "business_unit"
  | "environment"
  | "error_type"
  | "kind"
  | "model"
  | "name"
  | "provider"
  | "service"
  | "session_id"
  | "tool"
  | "use_case"
  | "user_id";

/** What of a trace as a whole is compared with an amount. */
export type TraceMeasure =
  | "durationNs"
  | "costNanoUsd"
  | "totalTokens"
  | "spanCount"
  | "errorCount";

/**
 * One thing a trace must be, or with `negated` must not be. A trace has a value when any of its spans has
 * it. What is not known of a trace is neither above nor below a bound.
 */
export type TraceCondition = { negated: boolean } & (
  | { on: "value"; column: SpanTextColumn; anyOf: readonly ValuePattern[] }
  | { on: "label"; anyOf: readonly ValuePattern[] }
  | { on: "tag"; key: string; value: ValuePattern | null } // null: whatever its value
  | { on: "status"; anyOf: readonly (SpanStatus | "running")[] }
  | { on: "guardrail"; anyOf: readonly ("blocked" | "passed")[] }
  | { on: "measure"; measure: TraceMeasure; operator: ">" | ">=" | "<" | "<="; amount: bigint }
  | { on: "known"; measure: "costNanoUsd" }
  | { on: "text"; phrase: string } // in names, errors, previews and content, whatever its case
);

/** A condition as SQL; its parameters are named after `id`. */
export interface ConditionSql {
  /** `WHERE` of spans, true for all traces that pass and for some that do not. */
  candidate: string | null;
  /** `HAVING` of span versions grouped by trace, likewise; they may count a span twice. */
  candidateSum: string | null;
  /** Conditions of the trace aggregate, on its spans and on itself: these decide. */
  spans: string | null;
  trace: string | null;
  parameters: Record<string, unknown>;
}

/** Turns a condition into SQL. `within` bounds the spans that are looked at for candidates. */
export function conditionSql(
  condition: TraceCondition,
  { id, within }: { id: string; within: string[] },
): ConditionSql {
  switch (condition.on) {
    case "status":
      return statusSql(condition);
    case "measure":
      return measureSql(condition, id);
    case "known":
      return {
        ...nothing,
        trace: `${condition.measure} IS ${condition.negated ? "" : "NOT "}NULL`,
      };
    case "text":
      return textSql(condition, { id, within });
    case "value":
    case "label":
    case "tag":
    case "guardrail": {
      const parameters: Record<string, unknown> = {};
      const holds = spanHolds(condition, { id, parameters });
      return ofSpans({ holds, orTrace: null, within, negated: condition.negated, parameters });
    }
  }
}

/** Some span of the trace holds, or the trace as a whole does; or with `negated`, none and not. */
function ofSpans(of: {
  holds: string;
  orTrace: string | null;
  within: string[];
  negated: boolean;
  parameters: Record<string, unknown>;
}): ConditionSql {
  const { holds, negated, orTrace, parameters, within } = of;
  const or = orTrace === null ? "" : ` OR ${orTrace}`;
  const having = `trace_id IN ${spanVersions({ columns: "trace_id", where: [...within, holds] })}`;
  const decides = `(countIf(${holds}) > 0${or})`;
  return {
    ...nothing,
    candidate: negated ? null : `(${having}${or})`,
    spans: negated ? `NOT ${decides}` : decides,
    parameters,
  };
}

const nothing: ConditionSql = {
  candidate: null,
  candidateSum: null,
  spans: null,
  trace: null,
  parameters: {},
};

type SpanCondition = Extract<TraceCondition, { on: "value" | "label" | "tag" | "guardrail" }>;

function spanHolds(
  condition: SpanCondition,
  { id, parameters }: { id: string; parameters: Record<string, unknown> },
): string {
  switch (condition.on) {
    case "value": {
      const { anyOf, column } = condition;
      const isAny = matches(column, anyOf, { id, parameters });
      if (column !== "tool") return isAny;
      const requested = matches("name", anyOf, { id, parameters });
      return `(${isAny} OR arrayExists(name -> ${requested}, requested_tools))`;
    }
    case "label":
      return `arrayExists(label -> ${matches("label", condition.anyOf, { id, parameters })}, labels)`;
    case "tag": {
      parameters[`${id}key`] = condition.key;
      const has = `mapContains(tags, {${id}key:String})`;
      if (condition.value === null) return has;
      const value = `tags[{${id}key:String}]`;
      return `(${has} AND ${matches(value, [condition.value], { id, parameters })})`;
    }
    case "guardrail":
      return `(kind = 'guardrail' AND (${condition.anyOf
        .map((outcome) => (outcome === "blocked" ? isBlocked : `NOT ${isBlocked}`))
        .join(" OR ")}))`;
  }
}

// A guardrail that stopped something failed, said so softly, or named its verdict (OpenLLMetry, our guard).
const isBlocked = `(status = 'error' OR bitTest(flags, 6)
  OR lower(attributes['gen_ai.guardrail.status']) IN ('blocked', 'failed', 'fail', 'deny', 'denied')
  OR attributes['spanward.enforcement.outcome'] = 'deny')`;

/** Whether a text is one of the patterns. */
function matches(
  text: string,
  patterns: readonly ValuePattern[],
  { id, parameters }: { id: string; parameters: Record<string, unknown> },
): string {
  const whole = patterns.filter(({ glob }) => !glob).map((pattern) => pattern.text);
  const globs = patterns.filter(({ glob }) => glob).map((pattern) => likeOf(pattern.text));
  const either: string[] = [];
  if (whole.length > 0) {
    parameters[`${id}values`] = whole;
    either.push(`${text} IN {${id}values:Array(String)}`);
  }
  for (const [i, like] of globs.entries()) {
    parameters[`${id}like${i}`] = like;
    either.push(like === "%" ? `${text} != ''` : `${text} LIKE {${id}like${i}:String}`);
  }
  return either.length === 1 ? (either[0] ?? "") : `(${either.join(" OR ") || "false"})`;
}

const likeOf = (glob: string): string =>
  glob.replaceAll(/[\\%_]/g, String.raw`\$&`).replaceAll(/\*+/g, "%");

function statusSql({ anyOf, negated }: Extract<TraceCondition, { on: "status" }>): ConditionSql {
  const ended = anyOf.filter((status) => status !== "running");
  const either = [
    ...ended.map((status) => `traceStatus = '${status}'`),
    ...(anyOf.includes("running") ? ["pendingCount > 0"] : []),
  ];
  const decides = `(${either.join(" OR ")})`;
  const maybe = anyOf.map((status) => mayBe(status)).join(" OR ");
  return {
    ...nothing,
    candidateSum: negated ? null : `(${maybe})`,
    trace: negated ? `NOT ${decides}` : decides,
  };
}

/** What holds for the spans of every trace of a status: see {@link TraceAggregate}. */
function mayBe(status: SpanStatus | "running"): string {
  const has = (condition: string) => `countIf(${condition}) > 0`;
  const rootIs = (each: SpanStatus) => has(`parent_span_id = '' AND status = '${each}'`);
  switch (status) {
    case "error":
      return `(${rootIs("error")} OR ${has("status = 'error'")} AND NOT ${rootIs("ok")})`;
    case "ok":
      return has("status = 'ok'");
    case "unset":
      return `NOT ${has("status != 'unset'")}`;
    case "running":
      return has("bitTest(flags, 4)");
  }
}

function measureSql(
  { amount, measure, negated, operator }: Extract<TraceCondition, { on: "measure" }>,
  id: string,
): ConditionSql {
  const bound = `{${id}amount:Int64}`;
  const known = measure === "totalTokens" ? "notEmpty(sources) AND " : "";
  const decides = `${measure} ${operator} ${bound}`;
  // Sums over versions are never too small, so only a bound from below rules a trace out.
  const fromBelow = !negated && (operator === ">" || operator === ">=");
  return {
    ...nothing,
    candidateSum: fromBelow ? `${sumOf[measure]} ${operator} ${bound}` : null,
    trace: `(${known}${negated ? `NOT (${decides})` : decides})`,
    parameters: { [`${id}amount`]: amount },
  };
}

const sumOf: Record<TraceMeasure, string> = {
  durationNs:
    "max(toUnixTimestamp64Nano(start_time) + duration_ns) - min(toUnixTimestamp64Nano(start_time))",
  costNanoUsd: "sum(reported_cost_nano_usd)",
  totalTokens: "sum(input_tokens + output_tokens)",
  spanCount: "count()",
  errorCount: "countIf(status = 'error')",
};

function textSql(
  { negated, phrase }: Extract<TraceCondition, { on: "text" }>,
  { id, within }: { id: string; within: string[] },
): ConditionSql {
  const text = `{${id}text:String}`;
  const columns = ["name", "status_message", "error_type", "input_preview", "output_preview"];
  const found = columns.map((column) => `positionCaseInsensitiveUTF8(${column}, ${text}) > 0`);
  const inContent = isOneWord(phrase) ? hasWords(text) : hasPhrase(text);
  const orTrace = `trace_id IN ${contentVersions({
    columns: "trace_id",
    where: [...within, inContent],
  })}`;
  const holds = `(${found.join("\n  OR ")})`;
  return ofSpans({ holds, orTrace, within, negated, parameters: { [`${id}text`]: phrase } });
}

/** Whether the index alone decides: a whole word is there or not. */
const isOneWord = (text: string): boolean => /^[\dA-Za-z]+$/.test(text);

const hasWords = (text: string): string =>
  `(hasAllTokens(output, ${text}) OR hasAllTokens(new_input, ${text}))`;

// The index finds the words, whole ones; the position then finds the phrase.
const hasPhrase = (text: string): string => `(
  hasAllTokens(output, ${text}) AND positionCaseInsensitiveUTF8(output, ${text}) > 0
  OR hasAllTokens(new_input, ${text}) AND positionCaseInsensitiveUTF8(new_input, ${text}) > 0)`;
