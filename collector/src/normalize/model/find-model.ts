import type { Attributes } from "../../decode/otlp.ts";
import { fieldAt, structureOf, textOf } from "../attributes/json.ts";
import { firstText, type Found } from "../attributes/read-attribute.ts";
import type { Finding } from "../finding.ts";

const requestKeys = [
  "gen_ai.request.model",
  "llm.request.model_name",
  "ai.model.id",
  "llm.request.model",
  "mlflow.llm.model",
  "langsmith.metadata.ls_model_name",
] as const;

const responseKeys = [
  "gen_ai.response.model",
  "llm.response.model_name",
  "ai.response.model",
  "llm.response.model",
] as const;

// One attribute for both: the answer's model where the instrumentation knew it.
const eitherKeys = [
  "llm.model_name",
  "langfuse.observation.model.name",
  "embedding.model_name",
  "reranker.model_name",
  "llm.model",
  "model_name",
  "model",
  "gen_ai.model",
] as const;

// Settings that were sent as one JSON text.
const requestPaths = [
  ["llm.invocation_parameters", "model"],
  ["gcp.vertex.agent.llm_request", "model"],
  ["model_request_parameters", "model"],
  ["braintrust.metadata", "model"],
  ["genkit:metadata:model", "name"],
] as const;

/** Every attribute that may name a model. */
export const modelKeys: readonly string[] = [...responseKeys, ...requestKeys, ...eitherKeys];

/** The model of a call: what was asked for, and what answered where that is known. "" for unknown. */
export interface ModelFinding {
  request: Finding<string>;
  model: Finding<string>;
}

/** Finds the model that was asked for and the one that answered. */
export function findModel(attributes: Attributes): ModelFinding {
  const answered = firstModel(attributes, responseKeys);
  const either = firstModel(attributes, eitherKeys);
  const asked = firstModel(attributes, requestKeys) ?? modelInSettings(attributes) ?? either;
  const model = answered ?? either ?? asked;
  const rule = answered === null ? "The model that was asked for." : "The model that answered.";
  return {
    request: finding(asked, "The model that was asked for."),
    model: finding(model, either !== null && model === either ? "The span names one model." : rule),
  };
}

function firstModel(attributes: Attributes, keys: readonly string[]): Found<string> | null {
  const found = firstText(attributes, keys);
  if (found === null || /^(?:unknown|none|null|undefined)$/i.test(found.value)) return null;
  return { key: found.key, value: unquote(found.value) };
}

// MLflow sends every value as JSON, so that a text carries quotes.
const unquote = (text: string): string => text.replace(/^"(.*)"$/, "$1");

function modelInSettings(attributes: Attributes): Found<string> | null {
  for (const [key, path] of requestPaths) {
    const value = attributes.get(key);
    if (value === undefined) continue;
    const model = textOf(fieldAt(structureOf(value), path));
    if (model !== "") return { key, value: model };
  }
  return null;
}

function finding(found: Found<string> | null, rule: string): Finding<string> {
  if (found === null) return { value: "", rule: "No attribute names a model.", keys: [] };
  return { value: found.value, rule, keys: [found.key] };
}
