import type { Attributes } from "../../decode/otlp.ts";
import { listOf, structureOf, textOf } from "../attributes/json.ts";

const keys = [
  "gen_ai.response.finish_reasons",
  "gen_ai.response.finish_reason",
  "llm.finish_reason",
  "ai.response.finishReason",
  "gen_ai.completion.0.finish_reason",
  "gen_ai.completion.0.stop_reason",
  "anthropic.message.stop_reason",
  "stop_reason",
  "finish_reason",
  "llm.response.finish_reason",
  "llm.response.stop_reason",
] as const;

const words: Record<string, string> = {
  stop: "stop end_turn endturn stop_sequence stopsequence eos complete completed finish_reason_stop",
  tool_calls: "tool_calls tool-calls tool_call tool_use tooluse function_call toolcalls",
  length:
    "length max_tokens maxtokens max_output_tokens model_length model_context_window_exceeded",
  content_filter:
    "content_filter content-filter contentfilter content_filtered safety refusal blocklist prohibited_content recitation guardrail_intervened",
  error: "error failed malformed_function_call",
};

const canonical: ReadonlyMap<string, string> = new Map(
  Object.entries(words).flatMap(([reason, list]) => list.split(" ").map((word) => [word, reason])),
);

/** One word for why a model stopped; words that nobody knows stay as sent. "" for none. */
export function canonicalFinishReason(word: string): string {
  const lower = word
    .trim()
    .toLowerCase()
    .replace(/^finishreason\./, "");
  return canonical.get(lower) ?? lower;
}

/** Why the model stopped, of several choices the first; "" when the span does not say. */
export function findFinishReason(attributes: Attributes): string {
  for (const key of keys) {
    const first = listOf(structureOf(attributes.get(key)))
      .map(textOf)
      .find((text) => text !== "");
    if (first !== undefined) return canonicalFinishReason(first);
  }
  return "";
}
