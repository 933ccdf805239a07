import { expect, test } from "vitest";
import { type Snippet, snippets } from "./snippets.ts";

test("docs/instrumentations.md shows the snippets that the pages show", async () => {
  await expect(printSnippets()).toMatchFileSnapshot("../../../../docs/instrumentations.md");
});

test("a snippet is whole without the lines that need a key", () => {
  const keyless = snippets.map(({ text }) => text.replaceAll(/^.*\{key\}.*\n/gm, ""));
  expect(keyless.filter((text) => text.includes("{key}"))).toEqual([]);
  expect(keyless.filter((text) => !text.includes("{endpoint}"))).toEqual([]);
});

test("what the curl snippet sends is OTLP", () => {
  const [curl] = snippets;
  const body = /-d '(.*)'\n$/s.exec(curl?.text ?? "")?.[1] ?? "";
  const request: unknown = JSON.parse(body.replaceAll(/'\$.*?\)+'|'\$now'/g, "1"));
  expect(request).toHaveProperty("resourceSpans.0.scopeSpans.0.spans.0.name", "chat gpt-4o");
});

function printSnippets(): string {
  return [
    "# Sending traces",
    "",
    "<!-- Printed from collector/src/api/answers/snippets.ts. `npx vitest run --project node api/answers/snippets -u` writes it anew. -->",
    "",
    "Anything that speaks OpenTelemetry can send: OTLP over HTTP (protobuf or JSON) to `/v1/traces`,",
    "`/v1/logs` and `/v1/metrics` on port 4318, and over gRPC on port 4317. Where API keys exist, send one as",
    "`Authorization: Bearer …` or `x-api-key`; its project is where the traces go. Without any key the server",
    "answers on this machine only, and the lines below with `$SPANWARD_API_KEY` are left out.",
    "",
    "## What makes traces useful",
    "",
    "- **What a step is**: `gen_ai.operation.name` (chat, execute_tool, invoke_agent, …), or the words of any",
    "  other convention ([conventions.md](conventions.md)).",
    "- **Tokens**: `gen_ai.usage.input_tokens`, `gen_ai.usage.output_tokens`. OpenAI streams tell them only with",
    "  `stream_options: { include_usage: true }`.",
    "- **The model**: `gen_ai.request.model`, `gen_ai.response.model`, `gen_ai.provider.name`.",
    "- **Messages**: `gen_ai.input.messages`, `gen_ai.output.messages`; many instrumentations leave them out until",
    "  asked.",
    "- **Who works**: `gen_ai.agent.name`, `gen_ai.agent.version`.",
    "- **One conversation**: `session.id` or `gen_ai.conversation.id`.",
    "- **Whose it is**: `spanward.business_unit`, `spanward.project`, `spanward.use_case`, `user.id`, on spans or as",
    "  resource attributes.",
    "- **Tags of your own**: `spanward.tag.<name>`.",
    "",
    ...snippets.flatMap(printSnippet),
  ].join("\n");
}

function printSnippet({ hint, label, language, text }: Snippet): string[] {
  const filled = text
    .replaceAll("{endpoint}", "http://localhost:4318")
    .replaceAll("{key}", "$SPANWARD_API_KEY");
  return [`## ${label}`, "", hint, "", `\`\`\`${language}`, filled.trimEnd(), "```", ""];
}
