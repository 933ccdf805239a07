import type { OtlpSpan } from "../../decode/otlp.ts";
import { readText } from "../attributes/read-attribute.ts";
import type { TokenCounts, TokenMeaning } from "./token-counts.ts";

// Scopes whose input count leaves out what came from a cache or went into one. Source: recorded
// payloads of these instrumentations against what the provider had answered.
const excludeCache: readonly RegExp[] = [
  /^@traceloop\/instrumentation-anthropic$/,
  /^com\.anthropic\.claude_code/,
];

/** What the sender of a span is known to mean by its counts. Nothing known: the counts must tell. */
export function senderMeaning(span: OtlpSpan, provider: string, counts: TokenCounts): TokenMeaning {
  const scope = span.scope.name;
  if (excludeCache.some((pattern) => pattern.test(scope))) return { inputExcludesCache: true };
  // The AI SDK passed Anthropic's own count on until it began to name the uncached part apart.
  const isEarlyAiSdk = scope === "ai" && counts.uncached === undefined;
  if (isEarlyAiSdk && /^(?:anthropic|aws)$/.test(provider)) return { inputExcludesCache: true };
  // Instrumentations of the AWS SDK pass on what Bedrock counted.
  const isAwsCall = readText(span.attributes, "rpc.system") === "aws-api";
  if (isAwsCall && provider === "aws") return { inputExcludesCache: true };
  // Gemini's own words, as its command line logs them: thoughts are counted apart.
  if (span.attributes.has("thoughts_token_count")) return { outputExcludesReasoning: true };
  return {};
}

/**
 * Whether the sender leaves cached tokens out of its count and says nothing of how many there were,
 * so that the true count cannot be known.
 */
export const withholdsCache = (span: OtlpSpan, { cacheRead, cacheWrite }: TokenCounts): boolean =>
  span.scope.name === "@traceloop/instrumentation-anthropic" &&
  cacheRead === undefined &&
  cacheWrite === undefined;
