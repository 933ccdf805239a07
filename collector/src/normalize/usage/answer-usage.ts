import type { TokenUsage } from "@spanward/clickhouse/records";
import type { Attributes, AttributeValue } from "../../decode/otlp.ts";
import { structureOf } from "../attributes/json.ts";
import { understandTokens } from "./token-counts.ts";
import { findUsageObject, readUsageObject, type UsageObject } from "./usage-object.ts";

/** Attributes in which instrumentations keep the provider's whole answer, or what they made of it. */
export const answerKeys = [
  "gen_ai.usage.raw",
  "metadata.usage_object",
  "gcp.vertex.agent.llm_response",
  "genkit:output",
  "ai.response.providerMetadata",
  "gen_ai.completion",
  "output.value",
  "langfuse.observation.output",
  "lmnr.span.output",
  "traceloop.entity.output",
  "mlflow.spanOutputs",
  "langwatch.output",
  "braintrust.output_json",
  "llm.response",
  "response",
] as const;

// These hold the usage alone.
const rawKeys: ReadonlySet<string> = new Set(["gen_ai.usage.raw", "metadata.usage_object"]);

// Parsing an answer costs more than looking whether it can hold what is searched for.
const mayHoldUsage = /"\\*(?:usage|usage_?metadata|token_?usage|totalUsage)\\*"/i;

/** The usage that the provider's own answer reports; null when no attribute quotes one. */
export function readAnswerUsage(
  attributes: Attributes,
): { usage: TokenUsage; rule: string; keys: string[] } | null {
  for (const key of answerKeys) {
    const value = attributes.get(key);
    const found = value === undefined ? null : readUsageIn(value, rawKeys.has(key));
    if (found === null) continue;
    const { usage, rule } = understandTokens(found.counts, found.meaning);
    return { usage, rule: `Read from the provider's own answer. ${rule}`.trim(), keys: [key] };
  }
  return null;
}

function readUsageIn(value: AttributeValue, isRaw: boolean): UsageObject | null {
  if (isRaw) return readUsageObject(structureOf(value));
  if (typeof value !== "string") return findUsageObject(value);
  return (
    readPrintedUsage(value) ??
    (mayHoldUsage.test(value) ? findUsageObject(structureOf(value)) : null)
  );
}

/** Usage as Python prints an object or dict that holds it: `usage=CompletionUsage(prompt_tokens=100, …)`. */
function readPrintedUsage(text: string): UsageObject | null {
  const start = text.search(/usage=\w*Usage\(|'usage': \{'/);
  if (start === -1) return null;
  const counts = text.slice(start, start + 1000).matchAll(/\b(\w+_tokens)'?(?:=|: )(\d+)/g);
  return readUsageObject(
    Object.fromEntries([...counts].map(([, name, count]) => [name, Number(count)])),
  );
}
