import { findProvider } from "@pydantic/genai-prices";

/** A provider and a model as price books call them, best guess first. */
export interface PricedModel {
  provider: string;
  model: string;
}

/** Names that say where a call went, and not whose price it has. */
const providerNames: Record<string, string> = {
  "az.ai.openai": "azure",
  "azure.ai.openai": "azure",
  "azure.ai.inference": "azure",
  azure_openai: "azure",
  bedrock: "aws",
  "aws.bedrock": "aws",
  "amazon-bedrock": "aws",
  aws_bedrock: "aws",
  "gcp.vertex_ai": "google",
  "gcp.gemini": "google",
  "gcp.gen_ai": "google",
  "google-vertex": "google",
  vertex_ai: "google",
  vertexai: "google",
  gemini: "google",
  xai: "x-ai",
  x_ai: "x-ai",
  mistral_ai: "mistral",
  mistralai: "mistral",
  "meta-llama": "together",
  fireworks_ai: "fireworks",
  together_ai: "together",
};

/** Whose a call is not: frameworks and gateways that pass it on. */
const noProviders = new Set([
  "",
  "gcp.vertex.agent",
  "strands-agents",
  "langchain",
  "langgraph",
  "litellm",
  "gateway",
  "microsoft.agent_framework",
  "custom",
  "unknown",
]);

/**
 * The names a call's price may stand under. `model` may carry a provider (`azure/gpt-4o`,
 * `openrouter/anthropic/claude-sonnet-4`), a region (`us.anthropic.claude-…`), a resource path
 * (`models/gemini-2.5-pro`), a deployment's date or a version (`…-v1:0`).
 */
export function pricedModels(provider: string, model: string): PricedModel[] {
  const named = splitModel(model.trim());
  const said = named.provider ?? knownProvider(provider);
  const names = namesOf(named.model);
  const providers = [...new Set([said, ownerOf(names)].filter((one) => one !== null))];
  const withFallbacks = [...new Set(providers.flatMap((id) => [id, ...fallbacksOf(id)]))];
  return withFallbacks.flatMap((id) => names.map((name) => ({ provider: id, model: name })));
}

/** A gateway's own price list is asked with the rest of the name: openrouter has `anthropic/claude-…`. */
function splitModel(model: string): { provider: string | null; model: string } {
  const slash = model.indexOf("/");
  if (slash <= 0) return { provider: null, model };
  const [head, rest] = [model.slice(0, slash).toLowerCase(), model.slice(slash + 1)];
  if (head === "models" || head === "publishers" || head === "projects") {
    return { provider: null, model: model.slice(model.lastIndexOf("/") + 1) };
  }
  const provider = noProviders.has(head) ? null : knownProvider(head);
  if (noProviders.has(head) && head !== "") return splitModel(rest);
  return provider === null ? { provider: null, model } : { provider, model: rest };
}

/** The id that price books know a provider by; null for one they do not know. */
export function knownProvider(name: string): string | null {
  const lower = name.trim().toLowerCase();
  if (noProviders.has(lower)) return null;
  const id = providerNames[lower] ?? providerNames[lower.split(".")[0] ?? ""] ?? lower;
  return findProvider({ providerId: id })?.id ?? null;
}

/** Whose model a name is, by the look of it. */
function ownerOf(names: string[]): string | null {
  for (const modelId of names) {
    const provider = findProvider({ modelId: modelId.toLowerCase() });
    if (provider) return provider.id;
  }
  return null;
}

const fallbacksOf = (id: string): string[] =>
  findProvider({ providerId: id })?.fallback_model_providers ?? [];

const region = /^(?:us-gov|us|eu|apac|au|jp|global|ca|sa|me|af)\./;
const vendor = /^(?:anthropic|amazon|meta|mistral|cohere|ai21|deepseek|openai|qwen|google)\./;

/** A name, and what is left of it when regions, vendors, versions and dates are taken away, one by one. */
function namesOf(model: string): string[] {
  const names = [model];
  const add = (name: string) => {
    if (name !== "" && !names.includes(name)) names.push(name);
  };
  const plain = model.replace(/^arn:aws[^/]*\//, "").replace(region, "");
  add(plain);
  const ofVendor = plain.replace(vendor, "");
  add(ofVendor);
  add(ofVendor.slice(ofVendor.lastIndexOf("/") + 1));
  const base = (names.at(-1) ?? model).replace(/@.*$/, "").replace(/[-:]v\d+(?::\d+)?$/, "");
  add(base);
  add(base.replace(/-(?:20\d{2}-?\d{2}-?\d{2}|\d{4}|latest)$/, ""));
  return names;
}
