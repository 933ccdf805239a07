import type { SpanStatus } from "../records/index.ts";
import { contentVersions, spanVersions } from "./span-source.ts";

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
  /** Words looked for in names, previews and content; "" for none. Case does not matter. */
  text: string;
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
  const having = (condition: string) =>
    `trace_id IN ${spanVersions({ columns: "trace_id", where: [...within, condition] })}`;
  const conditions = spanConditions(filter);
  const text = filter.text === "" ? [] : [textCondition];
  const inContent = `trace_id IN ${contentVersions({
    columns: "trace_id",
    where: [...within, isOneWord(filter.text) ? wordCondition : phraseCondition],
  })}`;
  return {
    candidates: [
      ...conditions.map((condition) => having(condition)),
      ...text.map((condition) => `(${having(condition)} OR ${inContent})`),
    ],
    candidateSums: present([
      filter.status.length > 0 && `(${filter.status.map((status) => mayBe(status)).join(" OR ")})`,
      filter.minDurationNs !== null && `${duration} >= {minDurationNs:Int64}`,
      filter.maxDurationNs !== null && `${duration} <= {maxDurationNs:Int64}`,
      filter.minCostNanoUsd !== null && "sum(reported_cost_nano_usd) >= {minCostNanoUsd:Int64}",
      filter.minTokens !== null && "sum(input_tokens + output_tokens) >= {minTokens:UInt64}",
    ]),
    spans: [
      ...conditions.map((condition) => `countIf(${condition}) > 0`),
      ...text.map((condition) => `(countIf(${condition}) > 0 OR ${inContent})`),
    ],
    trace: present([
      filter.status.length > 0 && "traceStatus IN {status:Array(String)}",
      filter.minDurationNs !== null && "durationNs >= {minDurationNs:Int64}",
      filter.maxDurationNs !== null && "durationNs <= {maxDurationNs:Int64}",
      filter.minCostNanoUsd !== null && "costNanoUsd >= {minCostNanoUsd:Int64}",
      filter.minTokens !== null && "totalTokens >= {minTokens:UInt64}",
    ]),
    parameters: parametersOf(filter),
  };
}

const duration =
  "max(toUnixTimestamp64Nano(start_time) + duration_ns) - min(toUnixTimestamp64Nano(start_time))";

const textCondition = `(positionCaseInsensitiveUTF8(name, {text:String}) > 0
  OR positionCaseInsensitiveUTF8(input_preview, {text:String}) > 0
  OR positionCaseInsensitiveUTF8(output_preview, {text:String}) > 0)`;

/** Whether the index alone decides: a whole word is there or not. */
const isOneWord = (text: string): boolean => /^[\dA-Za-z]+$/.test(text);

const wordCondition =
  "(hasAllTokens(output, {text:String}) OR hasAllTokens(new_input, {text:String}))";

// The index finds the words, whole ones; the position then finds the phrase.
const phraseCondition = `(
  hasAllTokens(output, {text:String}) AND positionCaseInsensitiveUTF8(output, {text:String}) > 0
  OR hasAllTokens(new_input, {text:String}) AND positionCaseInsensitiveUTF8(new_input, {text:String}) > 0)`;

function spanConditions(filter: TraceFilter): string[] {
  const tags = filter.tags.map((_, i) => `tags[{tagKey${i}:String}] = {tagValue${i}:String}`);
  return [
    ...present([
      filter.agent.length > 0 && "agent IN {agent:Array(String)}",
      filter.model.length > 0 && "model IN {model:Array(String)}",
      filter.tool.length > 0 &&
        "(tool IN {tool:Array(String)} OR hasAny(requested_tools, {tool:Array(String)}))",
      filter.service.length > 0 && "service IN {service:Array(String)}",
      filter.environment.length > 0 && "environment IN {environment:Array(String)}",
      filter.session.length > 0 && "session_id IN {session:Array(String)}",
      filter.user.length > 0 && "user_id IN {user:Array(String)}",
      filter.businessUnit.length > 0 && "business_unit IN {businessUnit:Array(String)}",
      filter.useCase.length > 0 && "use_case IN {useCase:Array(String)}",
      filter.label.length > 0 && "hasAny(labels, {label:Array(String)})",
    ]),
    ...tags,
  ];
}

/** What holds for the spans of every trace of a status: see {@link TraceAggregate}. */
function mayBe(status: SpanStatus): string {
  const has = (condition: string) => `countIf(${condition}) > 0`;
  const rootIs = (each: SpanStatus) => has(`parent_span_id = '' AND status = '${each}'`);
  switch (status) {
    case "error":
      return `(${rootIs("error")} OR ${has("status = 'error'")} AND NOT ${rootIs("ok")})`;
    case "ok":
      return has("status = 'ok'");
    case "unset":
      return `NOT ${has("status != 'unset'")}`;
  }
}

function parametersOf(filter: TraceFilter): Record<string, unknown> {
  const { tags, ...rest } = filter;
  return {
    ...rest,
    ...Object.fromEntries(tags.map(({ key }, i) => [`tagKey${i}`, key])),
    ...Object.fromEntries(tags.map(({ value }, i) => [`tagValue${i}`, value])),
  };
}

const present = (conditions: (string | false)[]): string[] =>
  conditions.filter((condition) => condition !== false);
