import type { TokenUsage } from "@spanward/clickhouse/records";

/** Token counts as somebody wrote them down, before it is known what includes what. */
export type TokenCounts = { [Bucket in TokenBucket]?: number };

/** The counts that there may be. `uncached` is the part of the input that no cache was read for. */
export const tokenBuckets = [
  "input",
  "output",
  "total",
  "uncached",
  "cacheRead",
  "cacheWrite",
  "cacheWrite1h",
  "reasoning",
  "audioInput",
  "audioOutput",
] as const;
export type TokenBucket = (typeof tokenBuckets)[number];

/** What a sender's counts mean, where it is known. Left out: the counts themselves must tell. */
export interface TokenMeaning {
  inputExcludesCache?: boolean;
  outputExcludesReasoning?: boolean;
}

/** Whether there is anything to count: an input or an output. */
export const hasTotals = ({ input, output }: TokenCounts): boolean =>
  input !== undefined || output !== undefined;

/** Counts and the sentence that says how they were understood. */
export interface UnderstoodTokens {
  usage: TokenUsage;
  rule: string;
}

/** Makes one meaning of many: input includes what was cached, output includes reasoning. */
export function understandTokens(
  counts: TokenCounts,
  meaning: TokenMeaning = {},
): UnderstoodTokens {
  const cached = (counts.cacheRead ?? 0) + (counts.cacheWrite ?? 0);
  const input = understandInput(counts, cached, meaning);
  const output = understandOutput(counts, meaning);
  const usage: TokenUsage = {
    inputTokens: input.tokens,
    outputTokens: output.tokens,
    cacheReadTokens: counts.cacheRead ?? 0,
    cacheWriteTokens: Math.max(counts.cacheWrite ?? 0, counts.cacheWrite1h ?? 0),
    cacheWrite1hTokens: counts.cacheWrite1h ?? 0,
    reasoningTokens: counts.reasoning ?? 0,
    audioInputTokens: counts.audioInput ?? 0,
    audioOutputTokens: counts.audioOutput ?? 0,
  };
  return { usage, rule: [input.rule, output.rule].filter((rule) => rule !== "").join(" ") };
}

interface Side {
  tokens: number;
  rule: string;
}

// Source: conventions.md of the GenAI semantic conventions ("input_tokens SHOULD include all types of
// input tokens, including cached tokens") against what Anthropic and Bedrock answer, which does not.
function understandInput(counts: TokenCounts, cached: number, meaning: TokenMeaning): Side {
  const { input = 0, output = 0, total, uncached } = counts;
  if (cached === 0) return { tokens: input, rule: "" };
  if (uncached !== undefined) {
    return {
      tokens: Math.max(input, uncached + cached),
      rule: "Input includes cached tokens: the uncached part is named apart.",
    };
  }
  const added = { tokens: input + cached };
  if (meaning.inputExcludesCache === true) {
    return {
      ...added,
      rule: "Cached tokens were added: this sender leaves them out of its input count.",
    };
  }
  if (cached > input) {
    return {
      ...added,
      rule: "Cached tokens were added: there are more of them than of the input count.",
    };
  }
  if (meaning.inputExcludesCache === undefined && total === input + output + cached) {
    return {
      ...added,
      rule: "Cached tokens were added: only with them the parts make up the total.",
    };
  }
  return { tokens: input, rule: "Input includes cached tokens." };
}

function understandOutput(counts: TokenCounts, meaning: TokenMeaning): Side {
  const { input = 0, output = 0, reasoning = 0, total } = counts;
  if (reasoning === 0) return { tokens: output, rule: "" };
  const excluded =
    meaning.outputExcludesReasoning ?? (reasoning > output || total === input + output + reasoning);
  return excluded
    ? {
        tokens: output + reasoning,
        rule: "Reasoning was added: this sender leaves it out of its output count.",
      }
    : { tokens: output, rule: "Output includes reasoning." };
}
