import type { Attributes } from "../decode/otlp.ts";
import { firstText, readText } from "./attributes/read-attribute.ts";
import type { Finding } from "./finding.ts";
import { detach } from "./preview.ts";
import { answerKeys } from "./usage/answer-usage.ts";

const idKeys = ["gen_ai.response.id", "ai.response.id", "llm.response.id", "response_id"] as const;

// The scalar fields that every provider's answer begins with, up to the id among them.
const quotedId =
  /^\s*\{(?:\s*"\w+":\s*(?:"[^"\\]*"|[\d.]+|null),)*?\s*"id":\s*"((?:chatcmpl|cmpl|resp|msg|gen)[-_][\w.-]+)"/;

/**
 * The provider's id of the answer that a span holds, or quotes word for word; "" without any. Two
 * spans of one trace with one id speak of the same call.
 */
export function findAnswerId(attributes: Attributes): Finding<string> {
  const own = firstText(attributes, idKeys);
  if (own !== null) return { value: own.value, rule: `${own.key} names it.`, keys: [own.key] };
  for (const key of answerKeys) {
    const id = quotedId.exec(readText(attributes, key).slice(0, 1000))?.[1];
    if (id !== undefined)
      return { value: detach(id), rule: "Read from the provider's own answer.", keys: [key] };
  }
  return { value: "", rule: "Nothing names it.", keys: [] };
}
