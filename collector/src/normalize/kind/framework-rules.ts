import type { SpanKind } from "@spanward/clickhouse/records";
import type { OtlpSpan } from "../../decode/otlp.ts";
import { firstText, readText } from "../attributes/read-attribute.ts";
import type { KindFinding } from "./kind-finding.ts";
import { kindByWord } from "./vocabulary.ts";

// LangChain and LangGraph trace their plumbing as chains.
const plumbing = /^(?:Runnable\w+|__start__|tools|model_request|ChannelWrite.*|Branch<.*)$/;

/** OpenInference: `openinference.span.kind`, where a handoff is a tool and every step is a chain. */
export function openInferenceKind(span: OtlpSpan): KindFinding | null {
  const key = "openinference.span.kind";
  const kind = kindByWord.get(readText(span.attributes, key).toLowerCase());
  if (kind === undefined) return null;
  const finding = {
    value: kind,
    convention: "openinference",
    rule: `${key} says so.`,
    keys: [key],
  };
  const tool = readText(span.attributes, "tool.name");
  if (/^handoff to /i.test(span.name) || tool.startsWith("handoff_to_")) {
    return { ...finding, value: "handoff", rule: "The span's name says that it hands over." };
  }
  if (kind === "llm" && /^(?:chunk: '|model_chunk\b)/.test(span.name)) {
    return { ...finding, value: "noise", rule: "Mastra traces each piece of a streamed answer." };
  }
  if (kind !== "workflow" || (span.parentSpanId === "" && !plumbing.test(span.name)))
    return finding;
  return { ...finding, value: "step", rule: "A chain inside another span is a step of it." };
}

/** Mastra's workflow spans, of which there are many. */
export function mastraWorkflowKind(span: OtlpSpan): KindFinding | null {
  const key = "mastra.span.type";
  if (!/^workflow_(?!run$)/.test(readText(span.attributes, key))) return null;
  return {
    value: "step",
    convention: "mastra",
    rule: `${key} names a part of a workflow.`,
    keys: [key],
  };
}

/** Vercel AI SDK up to 6, and 7 with its older instrumentation: the operation says which call it is. */
export function aiSdkKind(span: OtlpSpan): KindFinding | null {
  const found = firstText(span.attributes, ["ai.operationId", "operation.name"]);
  const operation = found?.value.split(" ")[0] ?? "";
  if (found === null || !operation.startsWith("ai.")) return null;
  const value = aiSdkKindOf(operation);
  const rule = `The operation is ${operation}.`;
  return { value, convention: "ai_sdk", rule, keys: [found.key] };
}

function aiSdkKindOf(operation: string): SpanKind {
  if (/\.do(?:Generate|Stream)$/.test(operation)) return "llm";
  if (operation.endsWith(".doEmbed")) return "embedding";
  if (operation.endsWith(".doRerank")) return "rerank";
  if (operation === "ai.toolCall") return "tool";
  return /^ai\.(?:embed|rerank)/.test(operation) ? "workflow" : "agent";
}

const adkNames: readonly [RegExp, SpanKind][] = [
  [/^(?:call_llm|generate_content)/, "llm"],
  [/^execute_tool/, "tool"],
  [/^(?:invoke_agent|agent_run)/, "agent"],
  [/^invocation/, "workflow"],
];

/** Google's Agent Development Kit: its model calls carry no operation, only a name. */
export function adkKind(span: OtlpSpan): KindFinding | null {
  if (span.scope.name !== "gcp.vertex.agent") return null;
  const match = adkNames.find(([pattern]) => pattern.test(span.name));
  if (match === undefined) return null;
  return {
    value: match[1],
    convention: "google_adk",
    rule: `The Agent Development Kit names it ${span.name.split(" ")[0] ?? ""}.`,
    keys: [],
  };
}

const logfireAgents: readonly [RegExp, SpanKind][] = [
  [/^OpenAI Agents trace|^Task:/, "workflow"],
  [/^Agent run/, "agent"],
  [/^Function:/, "tool"],
  [/^Handoff/, "handoff"],
  [/^Guardrail/, "guardrail"],
  [/^Turn /, "step"],
];

/** Logfire's spans of the OpenAI Agents SDK have nothing but a name. */
export function logfireKind({ name, scope }: OtlpSpan): KindFinding | null {
  if (!scope.name.startsWith("logfire.")) return null;
  const match = logfireAgents.find(([pattern]) => pattern.test(name));
  if (match === undefined) return null;
  const rule = `Logfire names it ${name.split(/[: ]/)[0] ?? ""}.`;
  return { value: match[1], convention: "logfire", rule, keys: [] };
}

/** Model Context Protocol: calling a tool is running one, all else is the protocol's own traffic. */
export function mcpKind(span: OtlpSpan): KindFinding | null {
  const key = "mcp.method.name";
  const method = readText(span.attributes, key);
  if (method === "") return null;
  const value = method === "tools/call" ? "tool" : "mcp";
  return { value, convention: "mcp", rule: `The MCP method is ${method}.`, keys: [key] };
}
