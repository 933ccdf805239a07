// Spellings of one provider, lower case, of what stands before the first "." (the AI SDK sends
// `openai.chat`), or of the whole name where the dot is part of it.
const aliases: Record<string, string> = {
  az: "azure",
  "az.ai.openai": "azure",
  "az.ai.inference": "azure",
  "azure.ai.openai": "azure",
  "azure.ai.inference": "azure",
  azure_openai: "azure",
  azureopenai: "azure",
  "azure-openai": "azure",
  "gcp.vertex_ai": "google-vertex",
  vertex_ai: "google-vertex",
  vertexai: "google-vertex",
  "google.vertex": "google-vertex",
  google_vertexai: "google-vertex",
  "gcp.gemini": "google",
  "gcp.gen_ai": "google",
  "google.generative-ai": "google",
  gemini: "google",
  googleai: "google",
  google_genai: "google",
  google_ai_studio: "google",
  "aws.bedrock": "aws",
  "amazon-bedrock": "aws",
  amazon_bedrock: "aws",
  bedrock: "aws",
  bedrock_converse: "aws",
  x_ai: "xai",
  mistral_ai: "mistral",
  mistralai: "mistral",
  "ibm.watsonx.ai": "watsonx",
  firstparty: "anthropic",
};

// Instrumentations put their framework's name where the provider belongs.
const frameworks =
  /^(?:gcp\.vertex\.agent|strands[-_]agents|langchain|langgraph|llama_?index|haystack|crewai|autogen|agno|dspy|semantic[-_]kernel|microsoft\.agent_framework|agent[-_]framework|pydantic[-_]ai|openai[-_]agents|smolagents|mastra|litellm|gateway|vercel|ai-sdk|_other|unknown|none)$/;

/** The one name of a provider; "" for a framework that calls itself one. */
export function canonicalProvider(name: string): string {
  const lower = name.trim().toLowerCase();
  if (lower === "" || frameworks.test(lower)) return "";
  const twoParts = lower.split(".").slice(0, 2).join(".");
  const first = lower.split(".")[0] ?? lower;
  return aliases[lower] ?? aliases[twoParts] ?? aliases[first] ?? first;
}

const hosts: readonly [RegExp, string][] = [
  [/(?:^|\.)openai\.azure\.com$|(?:^|\.)(?:services|inference)\.ai\.azure\.com$/, "azure"],
  [/(?:^|\.)openai\.com$/, "openai"],
  [/(?:^|\.)anthropic\.com$/, "anthropic"],
  [/^bedrock(?:-\w+)*\..*amazonaws\.com$/, "aws"],
  [/aiplatform\.googleapis\.com$/, "google-vertex"],
  [/^generativelanguage\.googleapis\.com$/, "google"],
  [/(?:^|\.)mistral\.ai$/, "mistral"],
  [/(?:^|\.)cohere\.(?:com|ai)$/, "cohere"],
  [/(?:^|\.)groq\.com$/, "groq"],
  [/(?:^|\.)deepseek\.com$/, "deepseek"],
  [/(?:^|\.)x\.ai$/, "xai"],
  [/(?:^|\.)perplexity\.ai$/, "perplexity"],
  [/(?:^|\.)together\.(?:xyz|ai)$/, "together"],
  [/(?:^|\.)fireworks\.ai$/, "fireworks"],
  [/(?:^|\.)openrouter\.ai$/, "openrouter"],
];

/** The provider that a host name belongs to; "" when it is nobody's we know. */
export function providerOfHost(host: string): string {
  const name = host.toLowerCase().split(":")[0] ?? "";
  return hosts.find(([pattern]) => pattern.test(name))?.[1] ?? "";
}

const models: readonly [RegExp, string][] = [
  [/^(?:gpt|chatgpt|o\d|text-embedding|davinci|codex|whisper|dall-e)\b/, "openai"],
  [/^claude/, "anthropic"],
  [/^(?:gemini|gemma|text-bison|chat-bison)/, "google"],
  [/^(?:mistral|mixtral|codestral|ministral|magistral|pixtral|devstral)/, "mistral"],
  [/^(?:command|embed-(?:english|multilingual)|rerank)-/, "cohere"],
  [/^grok/, "xai"],
  [/^deepseek/, "deepseek"],
];

/** The provider that makes a model, by its name; "" when several serve it or nobody is known to. */
export function providerOfModel(model: string): string {
  const name = model.toLowerCase().replace(/^models\//, "");
  return models.find(([pattern]) => pattern.test(name))?.[1] ?? "";
}
