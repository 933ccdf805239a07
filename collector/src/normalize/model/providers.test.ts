import { expect, test } from "vitest";
import { findProvider } from "./find-provider.ts";
import { canonicalProvider, providerOfHost } from "./providers.ts";

test.each([
  ["openai.chat", "openai"],
  ["OpenAI", "openai"],
  ["anthropic.messages", "anthropic"],
  ["az.ai.openai", "azure"],
  ["gcp.vertex_ai", "google-vertex"],
  ["google.generative-ai", "google"],
  ["aws.bedrock", "aws"],
  ["x_ai", "xai"],
  ["gcp.vertex.agent", ""],
  ["strands-agents", ""],
  ["langchain", ""],
])("%s is %s", (name, provider) => {
  expect(canonicalProvider(name)).toBe(provider);
});

test("a framework is none: the host or the model tells", () => {
  const provider = (fields: Record<string, string>, model: string): string =>
    findProvider(new Map(Object.entries(fields)), model).value;
  expect(provider({ "gen_ai.system": "gcp.vertex.agent" }, "gemini-2.5-flash")).toBe("google");
  expect(provider({ "gen_ai.system": "litellm", "server.address": "api.mistral.ai" }, "x")).toBe(
    "mistral",
  );
  expect(provider({}, "anthropic/claude-sonnet-4-5")).toBe("anthropic");
  expect(provider({}, "llama-3")).toBe("");
});

test("hosts are known by their end", () => {
  expect(providerOfHost("my-resource.openai.azure.com:443")).toBe("azure");
  expect(providerOfHost("bedrock-runtime.us-east-1.amazonaws.com")).toBe("aws");
  expect(providerOfHost("notopenai.com.evil.example")).toBe("");
});
