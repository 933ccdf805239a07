import type { Attributes } from "../../decode/otlp.ts";
import { readText } from "../attributes/read-attribute.ts";
import type { Finding } from "../finding.ts";
import { canonicalProvider, providerOfHost, providerOfModel } from "./providers.ts";

const providerKeys = [
  "gen_ai.provider.name",
  "gen_ai.system",
  "llm.provider",
  "llm.system",
  "ai.model.provider",
  "mlflow.llm.provider",
  "langsmith.metadata.ls_provider",
  "llm.vendor",
] as const;

const hostKeys = ["server.address", "net.peer.name", "http.host"] as const;

/**
 * Who served a model. A framework's name is none: then the host that was called decides, and then
 * the model's name. "" when nothing tells.
 */
export function findProvider(attributes: Attributes, model: string): Finding<string> {
  for (const key of providerKeys) {
    const value = canonicalProvider(readText(attributes, key).replaceAll('"', ""));
    if (value !== "") return { value, rule: `${key} names it.`, keys: [key] };
  }
  for (const key of hostKeys) {
    const value = providerOfHost(readText(attributes, key));
    if (value !== "") return { value, rule: "The host that was called is theirs.", keys: [key] };
  }
  // A model may be named with its maker before it: `anthropic/claude-…`.
  const slash = model.indexOf("/");
  const maker =
    slash > 0 && !model.startsWith("models/") ? canonicalProvider(model.slice(0, slash)) : "";
  const value = maker === "" ? providerOfModel(model) : maker;
  return value === ""
    ? { value, rule: "Nothing says who served it.", keys: [] }
    : { value, rule: "The model's name tells who makes it.", keys: [] };
}
