import {
  noUsage,
  type SpanKind,
  type TokenUsage,
  type UsageSource,
} from "@spanward/clickhouse/records";
import type { Attributes, OtlpSpan } from "../../decode/otlp.ts";
import { field, isObject, structureOf } from "../attributes/json.ts";
import { findAnswerId } from "../answer-id.ts";
import { readAnswerUsage } from "./answer-usage.ts";
import { readUsageBuckets } from "./langfuse-buckets.ts";
import { senderMeaning, withholdsCache } from "./sender-meaning.ts";
import {
  hasTotals,
  type TokenCounts,
  type TokenMeaning,
  understandTokens,
} from "./token-counts.ts";
import { readTokenKeys, readTokensByName } from "./token-keys.ts";
import { explainsUsage, withDetailOf } from "./token-usage.ts";
import { readCounts, readUsageObject } from "./usage-object.ts";

/** The tokens of a span: how many, who counted them, and by which rule they were read. */
export interface UsageFinding {
  usage: TokenUsage;
  source: UsageSource;
  rule: string;
  keys: readonly string[];
}

/** What {@link findUsage} needs to know of a span beside its attributes. */
export interface UsageContext {
  kind: SpanKind;
  provider: string;
}

/** Reads the tokens that a span reports, with one meaning whatever the sender's. */
export function findUsage(span: OtlpSpan, context: UsageContext): UsageFinding {
  const isCall = context.kind === "llm" || context.kind === "embedding";
  const reported = isCall ? readCall(span, context) : readTotal(span, context);
  if (reported !== null) return reported;
  return { usage: noUsage, source: "none", rule: "No attribute reports tokens.", keys: [] };
}

function readCall(span: OtlpSpan, context: UsageContext): UsageFinding | null {
  const buckets = readUsageBuckets(span.attributes);
  if (buckets !== null) return { ...buckets, source: "provider" };
  const reading = readAttributes(span.attributes, true);
  const answer = lacksDetail(reading.counts) ? readAnswerUsage(span.attributes) : null;
  if (!hasTotals(reading.counts))
    return answer === null ? readAggregated(span) : { ...answer, source: "provider" };
  const { input = 0, output = 0 } = reading.counts;
  if (
    answer !== null &&
    explainsUsage(answer.usage, { ...noUsage, inputTokens: input, outputTokens: output })
  ) {
    const usage = withDetailOf(answer.usage, understand(span, context, reading).usage);
    return { ...answer, usage, source: "provider", keys: [...reading.keys, ...answer.keys] };
  }
  if (withholdsCache(span, reading.counts)) return withheld(reading);
  return { ...understand(span, context, reading), source: "provider", keys: reading.keys };
}

const withheld = (reading: Reading): UsageFinding => ({
  usage: noUsage,
  source: "none",
  rule: "Unknown: this sender leaves cached tokens out of its count and does not say how many there were.",
  keys: reading.keys,
});

/** A span that is no call: what it reports is a total over the calls inside it. */
function readTotal(span: OtlpSpan, context: UsageContext): UsageFinding | null {
  const rule = "A total over the calls inside it: shown, never added to theirs.";
  const reading = readAttributes(span.attributes, false);
  const buckets = readUsageBuckets(span.attributes);
  if (buckets !== null) return { ...buckets, source: "aggregate", rule };
  if (!hasTotals(reading.counts)) return readAggregated(span) ?? readQuotedAnswer(span.attributes);
  return { ...understand(span, context, reading), source: "aggregate", rule, keys: reading.keys };
}

/** The usage in an answer that the span quotes word for word: of one call, since it has one id. */
function readQuotedAnswer(attributes: Attributes): UsageFinding | null {
  if (findAnswerId(attributes).value === "") return null;
  const answer = readAnswerUsage(attributes);
  return answer === null
    ? null
    : { ...answer, source: "aggregate", rule: "Quoted from the answer of a call inside it." };
}

interface Reading {
  counts: TokenCounts;
  meaning: TokenMeaning;
  keys: string[];
}

function understand(
  span: OtlpSpan,
  context: UsageContext,
  reading: Reading,
): { usage: TokenUsage; rule: string } {
  const meaning = { ...reading.meaning, ...senderMeaning(span, context.provider, reading.counts) };
  const { usage, rule } = understandTokens(reading.counts, meaning);
  return { usage, rule: rule === "" ? "As the sender counted." : rule };
}

const lacksDetail = ({ cacheRead, cacheWrite, reasoning, input }: TokenCounts): boolean =>
  input === undefined ||
  cacheRead === undefined ||
  cacheWrite === undefined ||
  reasoning === undefined;

// Attributes that hold all counts as one JSON text.
const objectKeys = [
  "langsmith.usage_metadata",
  "mlflow.chat.tokenUsage",
  "braintrust.metrics",
  "langwatch.metrics",
  "llm.token.counts",
  "gen_ai.usage",
  "llm.usage",
  "usage",
] as const;

/** The counts that have attributes of their own, filled up from those that come as one JSON text. */
function readAttributes(attributes: Attributes, isCall: boolean): Reading {
  const own = readTokenKeys(attributes);
  for (const key of objectKeys) {
    if (!attributes.has(key)) continue;
    const value = structureOf(attributes.get(key));
    const object = readUsageObject(field(value, "value") ?? value);
    if (object === null) continue;
    return {
      counts: { ...object.counts, ...own.counts },
      meaning: object.meaning,
      keys: [...own.keys, key],
    };
  }
  const details = readDetails(attributes);
  if (hasTotals(own.counts) || !isCall)
    return { counts: { ...details, ...own.counts }, meaning: {}, keys: own.keys };
  return { ...readTokensByName(attributes), meaning: {} };
}

/** Subsets that some senders keep apart from their totals. */
function readDetails(attributes: Attributes): TokenCounts {
  const metadata = structureOf(attributes.get("ai.response.providerMetadata"));
  const pieces = isObject(metadata) ? Object.values(metadata) : [];
  pieces.push({
    input_token_details: structureOf(attributes.get("gen_ai.usage.input_token_details")),
    output_token_details: structureOf(attributes.get("gen_ai.usage.output_token_details")),
  });
  const details: TokenCounts = {};
  for (const piece of pieces) {
    const { input: _input, output: _output, total: _total, ...subsets } = readCounts(piece);
    Object.assign(details, subsets);
  }
  return details;
}

// Pydantic AI keeps the totals of an agent apart from those of a call by this prefix.
const aggregated = "gen_ai.aggregated_usage.";

function readAggregated({ attributes }: OtlpSpan): UsageFinding | null {
  const renamed: Attributes = new Map();
  for (const [key, value] of attributes) {
    if (key.startsWith(aggregated))
      renamed.set(`gen_ai.usage.${key.slice(aggregated.length)}`, value);
  }
  const { counts, keys } = readTokenKeys(renamed);
  if (!hasTotals(counts)) return null;
  const sent = keys.map((key) => key.replace("gen_ai.usage.", aggregated));
  return {
    ...understandTokens(counts),
    source: "aggregate",
    rule: "A total over the calls inside it.",
    keys: sent,
  };
}
