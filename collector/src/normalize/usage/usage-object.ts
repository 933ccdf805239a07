import { field, isObject, type Json } from "../attributes/json.ts";
import { toCount } from "../attributes/read-attribute.ts";
import {
  hasTotals,
  type TokenBucket,
  tokenBuckets,
  type TokenCounts,
  type TokenMeaning,
} from "./token-counts.ts";

/** The usage that a provider or a framework answered with, and what its counts mean. */
export interface UsageObject {
  counts: TokenCounts;
  meaning: TokenMeaning;
}

// The names that each count has in the answers of providers and frameworks: OpenAI, Anthropic,
// Gemini, Bedrock, Cohere, LangChain, the AI SDK, Genkit, MLflow. A dot leads into an object.
const namesOf: Record<TokenBucket, readonly string[]> = {
  input: [
    "input_tokens",
    "prompt_tokens",
    "inputTokens",
    "inputTokens.total",
    "promptTokens",
    "promptTokenCount",
    "prompt_token_count",
    "input_token_count",
    "inputTokenCount",
    "tokens.input_tokens",
    "input",
  ],
  output: [
    "output_tokens",
    "completion_tokens",
    "outputTokens",
    "outputTokens.total",
    "completionTokens",
    "candidatesTokenCount",
    "candidates_token_count",
    "responseTokenCount",
    "output_token_count",
    "outputTokenCount",
    "tokens.output_tokens",
    "output",
  ],
  total: ["total_tokens", "totalTokens", "totalTokenCount", "total_token_count", "tokens", "total"],
  uncached: ["inputTokens.noCache", "inputTokenDetails.noCacheTokens"],
  cacheRead: [
    "cache_read_input_tokens",
    "prompt_tokens_details.cached_tokens",
    "input_tokens_details.cached_tokens",
    "input_token_details.cache_read",
    "input_tokens_details.cache_read",
    "cacheReadInputTokens",
    "cacheReadInputTokenCount",
    "inputTokens.cacheRead",
    "inputTokenDetails.cacheReadTokens",
    "cachedInputTokens",
    "cachedPromptTokens",
    "cachedContentTokenCount",
    "cached_content_token_count",
    "cachedContentTokens",
    "prompt_cached_tokens",
    "cache_read_tokens",
    "cached_tokens",
    "prompt_cache_hit_tokens",
  ],
  cacheWrite: [
    "cache_creation_input_tokens",
    "input_token_details.cache_creation",
    "prompt_tokens_details.cache_creation_tokens",
    "prompt_tokens_details.cache_write_tokens",
    "input_tokens_details.cache_write_tokens",
    "cacheWriteInputTokens",
    "cacheWriteInputTokenCount",
    "cacheCreationInputTokens",
    "inputTokens.cacheWrite",
    "inputTokenDetails.cacheWriteTokens",
    "prompt_cache_creation_tokens",
    "cache_write_tokens",
    "cache_creation_tokens",
  ],
  cacheWrite1h: [
    "cache_creation.ephemeral_1h_input_tokens",
    "input_token_details.ephemeral_1h_input_tokens",
  ],
  reasoning: [
    "completion_tokens_details.reasoning_tokens",
    "output_tokens_details.reasoning_tokens",
    "output_token_details.reasoning",
    "thoughtsTokenCount",
    "thoughts_token_count",
    "thoughtsTokens",
    "reasoningTokens",
    "outputTokens.reasoning",
    "outputTokenDetails.reasoningTokens",
    "completion_reasoning_tokens",
    "reasoning_tokens",
  ],
  audioInput: ["prompt_tokens_details.audio_tokens", "input_token_details.audio"],
  audioOutput: ["completion_tokens_details.audio_tokens", "output_token_details.audio"],
};

const paths = tokenBuckets.map(
  (bucket) => [bucket, namesOf[bucket].map((name) => name.split("."))] as const,
);

/** Reads a usage object, whoever's shape it has; null when it holds neither input nor output. */
export function readUsageObject(value: Json | undefined): UsageObject | null {
  const counts = readCounts(value);
  return hasTotals(counts) ? { counts, meaning: meaningOf(value) } : null;
}

/** The counts that an object holds under any of their names, be they few or none. */
export function readCounts(value: Json | undefined): TokenCounts {
  const counts: TokenCounts = {};
  if (!isObject(value)) return counts;
  for (const [bucket, names] of paths) {
    const count = firstCountAt(value, names);
    if (count !== null) counts[bucket] = count;
  }
  // Gemini counts what a tool put into the prompt apart.
  const toolPrompt = toCount(
    field(value, "toolUsePromptTokenCount", "tool_use_prompt_token_count"),
  );
  if (toolPrompt !== null && counts.input !== undefined) counts.input += toolPrompt;
  return counts;
}

function firstCountAt(value: Json, names: readonly string[][]): number | null {
  for (const path of names) {
    const count = toCount(path.reduce<Json | undefined>((at, name) => field(at, name), value));
    if (count !== null) return count;
  }
  return null;
}

function meaningOf(value: Json | undefined): TokenMeaning {
  // What Anthropic and Bedrock answer with: their input is only what no cache was involved in.
  const isAnthropic =
    field(value, "input_tokens") !== undefined &&
    field(value, "cache_read_input_tokens", "cache_creation_input_tokens") !== undefined &&
    field(value, "input_token_details", "total_tokens") === undefined;
  const isBedrock = field(value, "cacheReadInputTokens", "cacheWriteInputTokens") !== undefined;
  if (isAnthropic || isBedrock) return { inputExcludesCache: true };
  if (
    field(
      value,
      "candidatesTokenCount",
      "candidates_token_count",
      "promptTokenCount",
      "prompt_token_count",
    ) !== undefined
  ) {
    return { inputExcludesCache: false, outputExcludesReasoning: true };
  }
  return {};
}

const usageNames = [
  "usage",
  "usageMetadata",
  "usage_metadata",
  "tokenUsage",
  "token_usage",
  "totalUsage",
];
const objectsMax = 256;
const depthMax = 8;

/**
 * Finds the usage object in a provider's answer: the outermost one, or another that tells the same in
 * more detail, such as the raw answer beside what a framework made of it. Null without any. Only so
 * many objects are looked at, since an answer may be megabytes.
 */
export function findUsageObject(answer: Json): UsageObject | null {
  let level: Json[] = [answer];
  let left = objectsMax;
  let best: UsageObject | null = null;
  for (let depth = 0; depth < depthMax && level.length > 0 && left > 0; depth += 1) {
    for (const value of level.slice(0, left)) {
      const found = readUsageObject(field(value, ...usageNames));
      if (found !== null && (best === null || tellsMore(found.counts, best.counts))) best = found;
    }
    left -= level.length;
    level = left > 0 ? level.flatMap(childrenOf) : [];
  }
  return best;
}

const tellsMore = (counts: TokenCounts, than: TokenCounts): boolean =>
  counts.input === than.input &&
  counts.output === than.output &&
  Object.keys(counts).length > Object.keys(than).length;

function childrenOf(value: Json): Json[] {
  const children = isObject(value) ? Object.values(value) : Array.isArray(value) ? value : [];
  return children.filter((child) => typeof child === "object" && child !== null);
}
