import type { SpanDetail } from "spanward/answers/span-detail";
import {
  plainContent,
  type PlainContent,
  type PlainMessage,
  type PlainPart,
} from "../../../content/plain-content.ts";
import { shellQuote } from "./shell-quote.ts";

/**
 * A model call as a command that makes it again, for the providers whose API is known here: OpenAI's chat
 * completions and Anthropic's messages. The key is taken from the environment. Null for what is no such
 * call, or whose texts are here only in part.
 */
export function replayCall(detail: SpanDetail): string | null {
  const content = plainContent(detail.content);
  const model = detail.requestModel || detail.responseModel;
  const isWhole = content.cutTexts === undefined && content.messages !== undefined;
  if (detail.kind !== "llm" || model === "" || !isWhole) return null;
  switch (detail.provider) {
    case "openai":
      return command("https://api.openai.com/v1/chat/completions", {
        headers: ['"authorization: Bearer $OPENAI_API_KEY"'],
        body: openAiBody(model, content),
      });
    case "anthropic":
      return command("https://api.anthropic.com/v1/messages", {
        headers: ['"x-api-key: $ANTHROPIC_API_KEY"', shellQuote("anthropic-version: 2023-06-01")],
        body: anthropicBody(model, content),
      });
    default:
      return null;
  }
}

function command(url: string, { headers, body }: { headers: string[]; body: object }): string {
  const all = [shellQuote("content-type: application/json"), ...headers];
  const lines = [`curl -sS ${url}`, ...all.map((header) => `-H ${header}`)];
  return `${[...lines, `-d ${shellQuote(JSON.stringify(body))}`].join(" \\\n  ")}\n`;
}

function openAiBody(model: string, { system = [], messages = [], tools = [] }: PlainContent) {
  const instructions = textOf(system);
  return {
    model,
    messages: [
      ...(instructions === "" ? [] : [{ role: "system", content: instructions }]),
      ...messages.flatMap(openAiMessages),
    ],
    ...(tools.length === 0
      ? {}
      : {
          tools: tools.map(({ name, description, schema }) => ({
            type: "function",
            function: { name, description, parameters: schema },
          })),
        }),
  };
}

/** One message becomes several where it holds the results of several calls. */
function openAiMessages({ role, content }: PlainMessage): object[] {
  const results = content.flatMap((part) =>
    part.type === "tool_result"
      ? [{ role: "tool", tool_call_id: part.id, content: asText(part.result) }]
      : [],
  );
  if (results.length > 0) return results;
  const calls = content.flatMap((part) =>
    part.type === "tool_call"
      ? [
          {
            id: part.id,
            type: "function",
            function: { name: part.name, arguments: asText(part.arguments) },
          },
        ]
      : [],
  );
  const text = textOf(content);
  return [
    {
      role,
      content: text === "" && calls.length > 0 ? null : text,
      ...(calls.length === 0 ? {} : { tool_calls: calls }),
    },
  ];
}

const anthropicTokensMax = 4096; // the API asks for a limit; spans do not say which one was set

function anthropicBody(model: string, { system = [], messages = [], tools = [] }: PlainContent) {
  const isInstruction = ({ role }: PlainMessage) => role === "system" || role === "developer";
  const instructions = textOf([
    ...system,
    ...messages.filter(isInstruction).flatMap((m) => m.content),
  ]);
  return {
    model,
    max_tokens: anthropicTokensMax,
    ...(instructions === "" ? {} : { system: instructions }),
    messages: messages
      .filter((message) => !isInstruction(message))
      .map(({ role, content }) => ({
        role: role === "assistant" ? "assistant" : "user",
        content: content.flatMap(anthropicBlock),
      })),
    ...(tools.length === 0
      ? {}
      : {
          tools: tools.map(({ name, description, schema }) => ({
            name,
            description,
            input_schema: schema,
          })),
        }),
  };
}

function anthropicBlock(part: PlainPart): object[] {
  switch (part.type) {
    case "text":
      return [{ type: "text", text: part.text }];
    case "tool_call":
      return [{ type: "tool_use", id: part.id, name: part.name, input: part.arguments }];
    case "tool_result":
      return [{ type: "tool_result", tool_use_id: part.id, content: asText(part.result) }];
    case "json":
      return [{ type: "text", text: asText(part.value) }];
    case "reasoning":
    case "media":
      return []; // neither can be said again from what a span keeps
  }
}

const textOf = (parts: readonly PlainPart[]): string =>
  parts.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n\n");

const asText = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value);
