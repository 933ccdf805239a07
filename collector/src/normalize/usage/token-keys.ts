import type { Attributes } from "../../decode/otlp.ts";
import { toCount } from "../attributes/read-attribute.ts";
import { type TokenBucket, tokenBuckets, type TokenCounts } from "./token-counts.ts";

// For each count the attributes that may hold it, the best first: one of them is read, never two
// added, since many instrumentations send the old and the new name side by side.
const keysOf: Record<TokenBucket, readonly string[]> = {
  input: [
    "gen_ai.usage.input_tokens",
    "gen_ai.usage.prompt_tokens",
    "llm.token_count.prompt",
    "ai.usage.inputTokens",
    "ai.usage.promptTokens",
    "ai.usage.tokens",
    "llm.usage.prompt_tokens",
    "llm.usage.input_tokens",
    "usage.prompt_tokens",
    "usage.input_tokens",
    "input_tokens",
    "input_token_count",
    "prompt_tokens",
  ],
  output: [
    "gen_ai.usage.output_tokens",
    "gen_ai.usage.completion_tokens",
    "llm.token_count.completion",
    "ai.usage.outputTokens",
    "ai.usage.completionTokens",
    "llm.usage.completion_tokens",
    "llm.usage.output_tokens",
    "usage.completion_tokens",
    "usage.output_tokens",
    "output_tokens",
    "output_token_count",
    "completion_tokens",
  ],
  total: [
    "gen_ai.usage.total_tokens",
    "llm.token_count.total",
    "ai.usage.totalTokens",
    "llm.usage.total_tokens",
    "usage.total_tokens",
    "total_token_count",
  ],
  uncached: ["ai.usage.inputTokenDetails.noCacheTokens"],
  cacheRead: [
    "gen_ai.usage.cache_read.input_tokens",
    "gen_ai.usage.cache_read_input_tokens",
    "gen_ai.usage.cache_read_tokens",
    "gen_ai.usage.input_tokens.cached",
    "gen_ai.usage.cached_tokens",
    "gen_ai.usage.cached_input_tokens",
    "gen_ai.usage.details.cache_read_tokens",
    "gen_ai.usage.details.cache_read_input_tokens",
    "gen_ai.usage.details.cached_tokens",
    "llm.token_count.prompt_details.cache_read",
    "ai.usage.inputTokenDetails.cacheReadTokens",
    "ai.usage.cachedInputTokens",
    "llm.usage.cache_read_input_tokens",
    "llm.usage.cached_tokens",
    "usage.cached_tokens",
    "cache_read_tokens",
    "cached_content_token_count",
    "cached_token_count",
    "cache_read_input_tokens",
  ],
  cacheWrite: [
    "gen_ai.usage.cache_write.input_tokens",
    "gen_ai.usage.cache_creation.input_tokens",
    "gen_ai.usage.cache_creation_input_tokens",
    "gen_ai.usage.cache_write_input_tokens",
    "gen_ai.usage.cache_write_tokens",
    "gen_ai.usage.input_tokens.cache_write",
    "gen_ai.usage.details.cache_write_tokens",
    "gen_ai.usage.details.cache_creation_input_tokens",
    "llm.token_count.prompt_details.cache_write",
    "ai.usage.inputTokenDetails.cacheWriteTokens",
    "llm.usage.cache_creation_input_tokens",
    "cache_creation_tokens",
    "cache_creation_input_tokens",
  ],
  cacheWrite1h: [
    "anthropic.usage.cache_creation.ephemeral_1h_input_tokens",
    "cache_creation_1h_tokens",
  ],
  reasoning: [
    "gen_ai.usage.reasoning.output_tokens",
    "gen_ai.usage.reasoning_tokens",
    "gen_ai.usage.output_tokens.reasoning",
    "gen_ai.usage.details.reasoning_tokens",
    "llm.token_count.completion_details.reasoning",
    "ai.usage.outputTokenDetails.reasoningTokens",
    "ai.usage.reasoningTokens",
    "gen_ai.usage.thoughts_tokens",
    "gen_ai.usage.details.thoughts_tokens",
    "llm.usage.reasoning_tokens",
    "usage.reasoning_tokens",
    "thoughts_token_count",
    "reasoning_token_count",
  ],
  audioInput: [
    "gen_ai.usage.audio.input_tokens",
    "llm.token_count.prompt_details.audio",
    "gen_ai.usage.details.input_audio_tokens",
  ],
  audioOutput: [
    "gen_ai.usage.audio.output_tokens",
    "llm.token_count.completion_details.audio",
    "gen_ai.usage.details.output_audio_tokens",
  ],
};

/** Counts, and the attributes that they were read from. */
export interface ReadTokens {
  counts: TokenCounts;
  keys: string[];
}

/** The token counts that a span carries as attributes of their own. */
export function readTokenKeys(attributes: Attributes): ReadTokens {
  const counts: TokenCounts = {};
  const keys: string[] = [];
  for (const bucket of tokenBuckets) {
    for (const key of keysOf[bucket]) {
      const count = toCount(attributes.get(key));
      if (count === null) continue;
      counts[bucket] = count;
      keys.push(key);
      break;
    }
  }
  return { counts, keys };
}

/** Whether a span carries an input or output count as an attribute of its own. */
export const reportsTokens = (attributes: Attributes): boolean =>
  [...keysOf.input, ...keysOf.output].some((key) => toCount(attributes.get(key)) !== null);

// An instrumentation that nobody listed: what its keys end in, without their punctuation.
const endings: readonly [RegExp, TokenBucket][] = [
  [/(?:cacheread|cached)(?:input|prompt)?tokens?(?:count)?$/, "cacheRead"],
  [/(?:cachewrite|cachecreation)(?:input|prompt)?tokens?(?:count)?$/, "cacheWrite"],
  [/(?:reasoning|thoughts?|thinking)(?:output)?tokens?(?:count)?$/, "reasoning"],
  [/(?:input|prompt)tokens?(?:count|used)?$|tokens?(?:count)?(?:input|prompt)$/, "input"],
  [
    /(?:output|completion)tokens?(?:count|used)?$|tokens?(?:count)?(?:output|completion)$/,
    "output",
  ],
  [/totaltokens?(?:count|used)?$|tokens?(?:count)?total$/, "total"],
];
const otherNumbers =
  /max|min|limit|estimat|budget|cost|price|remaining|rate|aggregat|percent|per_|previous/i;

/** Token counts under keys that no list knows, by what the keys end in. */
export function readTokensByName(attributes: Attributes): ReadTokens {
  const counts: TokenCounts = {};
  const keys: string[] = [];
  for (const [key, value] of attributes) {
    if (!/token/i.test(key) || otherNumbers.test(key)) continue;
    const name = key.replaceAll(/[^a-zA-Z]/g, "").toLowerCase();
    const bucket = endings.find(([pattern]) => pattern.test(name))?.[1];
    const count = toCount(value);
    if (bucket === undefined || count === null || counts[bucket] !== undefined) continue;
    counts[bucket] = count;
    keys.push(key);
  }
  return { counts, keys };
}
