import type { SpanKind } from "@spanward/clickhouse/records";
import type { OtlpSpan } from "../../decode/otlp.ts";
import { firstText, readText } from "../attributes/read-attribute.ts";
import type { Finding } from "../finding.ts";
import type { MetadataEntry } from "./metadata.ts";

/** Which agent a span belongs to. Texts are "" where nothing says. */
export interface AgentFinding {
  name: Finding<string>;
  id: string;
  version: string;
}

const nameKeys = [
  "gen_ai.agent.name",
  "agent.name",
  "agent_name",
  "ai.telemetry.functionId",
  "resource.name", // the AI SDK's older name for the same
  "agent_role", // CrewAI
  "entity.name", // VoltAgent
] as const;
const idKeys = ["gen_ai.agent.id", "agent.id", "agent_id"] as const;

// The name of an agent's own span holds the agent's, with what it does before or behind it.
const decorations =
  /^(?:invoke_agent|create_agent|agent run|agent_run|Agent:|agent\.) ?|\.(?:agent|run|invoke)$/g;

/** Finds the agent: an attribute that names it, else, on an agent's own span, the span's name. */
export function findAgent(span: OtlpSpan, kind: SpanKind, metadata: MetadataEntry[]): AgentFinding {
  return {
    name: findName(span, kind, metadata),
    id: firstText(span.attributes, idKeys)?.value ?? "",
    version: readText(span.attributes, "gen_ai.agent.version"),
  };
}

function findName(span: OtlpSpan, kind: SpanKind, metadata: MetadataEntry[]): Finding<string> {
  const own = firstText(span.attributes, nameKeys);
  if (own !== null) return { value: own.value, rule: `${own.key} names it.`, keys: [own.key] };
  const langChain = metadata.find(({ name }) => name === "lc_agent_name");
  if (langChain !== undefined) {
    return {
      value: langChain.value,
      rule: "LangChain's metadata names it.",
      keys: [langChain.key],
    };
  }
  const subagent = /^agent\.[a-z]+\.(.+)$/.exec(
    readText(span.attributes, "query_source_safe"),
  )?.[1];
  if (subagent !== undefined) {
    return {
      value: subagent,
      rule: "Claude Code's subagent made the call.",
      keys: ["query_source_safe"],
    };
  }
  if (kind !== "agent") return { value: "", rule: "Nothing on the span names an agent.", keys: [] };
  const entity = readText(span.attributes, "traceloop.entity.name");
  if (entity !== "")
    return { value: entity, rule: "The traced function's name.", keys: ["traceloop.entity.name"] };
  // Logfire keeps the pattern of a name, and what stands in it apart.
  const named = span.name.includes("{name") ? readText(span.attributes, "name") : "";
  if (named !== "")
    return { value: named, rule: "The name of the agent's own span.", keys: ["name"] };
  const name = span.name.replaceAll(decorations, "").trim();
  return {
    value: name === "" ? span.name : name,
    rule: "The name of the agent's own span.",
    keys: [],
  };
}

const workflowKeys = [
  "gen_ai.workflow.name",
  "traceloop.workflow.name",
  "workflow.name",
  "langfuse.trace.name",
  "flow_name",
] as const;

/** The workflow that a span is part of; "" when nothing names one. */
export function findWorkflow(span: OtlpSpan, kind: SpanKind): string {
  const named = firstText(span.attributes, workflowKeys)?.value;
  if (named !== undefined) return named;
  return kind === "workflow" ? span.name.replace(/^invoke_workflow |\.workflow$/, "") : "";
}
