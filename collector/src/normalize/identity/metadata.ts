import type { Attributes } from "../../decode/otlp.ts";
import { isObject, structureOf, textOf } from "../attributes/json.ts";

// Each instrumentation carries what an application says about a run under a prefix of its own.
const prefixes = [
  "spanward.tag.",
  "langfuse.trace.metadata.",
  "langfuse.observation.metadata.",
  "langfuse.metadata.",
  "traceloop.association.properties.",
  "lmnr.association.properties.metadata.",
  "lmnr.association.properties.",
  "langsmith.metadata.",
  "ai.telemetry.metadata.",
  "ai.settings.context.",
  "mastra.metadata.",
  "mlflow.traceTag.",
  "langwatch.metadata.",
  "metadata.",
] as const;

// What the tracing library says of itself, headers and bodies: nobody's tags.
const notTags =
  /^(?:tags|labels|trace_type|session_?id|user_?id|thread_?id|conversation_?id|chat_?id|runId|resourceId|ls_.*|lc_.*|langgraph_.*|LANG\w+|usage_metadata|modelMetadata|providerMetadata|headers|body|versions|checkpoint_.*|__.*|revision_id|requester_metadata|user_api_key_(?:hash|.*spend.*|.*budget.*)|toolCallId|toolName)$/i;

/** Where a value stood, so that a decision can show it. */
export interface MetadataEntry {
  name: string; // without the prefix
  value: string;
  key: string; // the attribute it came from
}

/** Everything an application said about a span in metadata of any convention, in order of trust. */
export function readMetadata(attributes: Attributes): MetadataEntry[] {
  const entries: MetadataEntry[] = [];
  for (const [key, value] of attributes) {
    const prefix = prefixes.find((candidate) => key.startsWith(candidate));
    if (prefix === undefined) continue;
    const text = textOf(value);
    if (text !== "") entries.push({ name: key.slice(prefix.length), value: text, key });
  }
  for (const key of ["metadata", "langwatch.metadata", "braintrust.metadata"]) {
    const metadata = structureOf(attributes.get(key));
    if (!isObject(metadata)) continue;
    for (const [name, value] of Object.entries(metadata)) {
      const text = textOf(value);
      if (text !== "") entries.push({ name, value: text, key });
    }
  }
  return entries;
}

/** Whether an entry is worth a tag: an application's own word, not the tracing library's. */
export const isTag = ({ name, value }: MetadataEntry): boolean =>
  !notTags.test(name) && value.length <= 256 && !/^[{[]/.test(value);
