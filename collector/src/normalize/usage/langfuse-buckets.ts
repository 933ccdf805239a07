import type { TokenUsage } from "@spanward/clickhouse/records";
import type { Attributes } from "../../decode/otlp.ts";
import { isObject, structureOf } from "../attributes/json.ts";
import { toCount } from "../attributes/read-attribute.ts";
import { understandTokens } from "./token-counts.ts";
import { readUsageObject } from "./usage-object.ts";

const key = "langfuse.observation.usage_details";

/** Langfuse's usage details: counts that exclude each other, so that they are added up. Null without. */
export function readUsageBuckets(
  attributes: Attributes,
): { usage: TokenUsage; rule: string; keys: string[] } | null {
  const details = structureOf(attributes.get(key));
  if (!isObject(details)) return null;
  const counts = Object.entries(details).map(
    ([name, value]) => [name, toCount(value) ?? 0] as const,
  );
  const sum = (pattern: RegExp): number =>
    counts.reduce((total, [name, count]) => (pattern.test(name) ? total + count : total), 0);
  if (!("input" in details) && !("output" in details)) return readOther(attributes);
  const usage: TokenUsage = {
    inputTokens: sum(/^input|cache/),
    outputTokens: sum(/^output/),
    cacheReadTokens: sum(/cached|cache_?read/i),
    cacheWriteTokens: sum(/cache_?(?:creation|write)/i),
    cacheWrite1hTokens: sum(/cache.*1h/i),
    reasoningTokens: sum(/reasoning/),
    audioInputTokens: sum(/^input.*audio/),
    audioOutputTokens: sum(/^output.*audio/),
  };
  if (usage.inputTokens + usage.outputTokens === 0) return null;
  return { usage, rule: "Langfuse's counts exclude each other: they were added up.", keys: [key] };
}

/** Usage that an application set itself, in its provider's words. */
function readOther(
  attributes: Attributes,
): { usage: TokenUsage; rule: string; keys: string[] } | null {
  const object = readUsageObject(structureOf(attributes.get(key)));
  return object === null
    ? null
    : { ...understandTokens(object.counts, object.meaning), keys: [key] };
}
