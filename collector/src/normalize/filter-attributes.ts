import type { Attributes } from "../decode/otlp.ts";

/** The longest value that can be filtered by, and how many a span may have. */
export const charactersMax = 256;
export const attributesMax = 64;

// What was said, secrets, pieces of lists, and counts that are columns: nobody filters by them, and
// they are stored elsewhere.
const unfiltered =
  /^(?:gen_ai|ai|llm)\.(?:usage|token_count)\.|toolCalls$|timestamp$|(?:messages?|prompt|completion|content|input|output|text|body|arguments|args|result|response|documents?|stacktrace|vector|schema|definitions|instructions|value|api_?key|authorization|password|secret|cookie)$|\.headers\.|\.\d+(?:\.|$)/i;

/** Whether attributes of this key can be filtered by, when their value is short. */
export const isFilterable = (key: string): boolean => !unfiltered.test(key);

/** The short scalar attributes of a span, to filter by: at most 64, none that holds content. */
export function filterAttributes(attributes: Attributes): Record<string, string> {
  const kept: [string, string][] = [];
  for (const [key, value] of attributes) {
    if (kept.length === attributesMax) break;
    if (
      value === null ||
      typeof value === "object" ||
      (typeof value === "number" && Number.isNaN(value))
    )
      continue;
    if (!isFilterable(key)) continue;
    const text = String(value);
    const isScalar = !text.startsWith("{") && !text.startsWith("[");
    if (isScalar && text.length > 0 && text.length <= charactersMax) kept.push([key, text]);
  }
  return Object.fromEntries(kept);
}
