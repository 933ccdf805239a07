import type { SpanKind } from "@spanward/clickhouse/records";
import type { OtlpSpan } from "../../decode/otlp.ts";
import { firstText } from "../attributes/read-attribute.ts";
import { spanward } from "../conventions/spanward.ts";

/** Which tool a span ran, and for which of the model's calls. Texts are "" where nothing says. */
export interface ToolFinding {
  name: string;
  callId: string;
}

const nameKeys = [
  "gen_ai.tool.name",
  "tool.name",
  "ai.toolCall.name",
  "tool_name",
  "mcp.tool.name",
  "lk.function_tool.name",
  "traceloop.entity.name",
] as const;
const callIdKeys = [
  "gen_ai.tool.call.id",
  "gen_ai.tool.call_id",
  "ai.toolCall.id",
  "tool_call.id",
  "tool.id",
  "tool_call_id",
  "tool_use_id",
  "lk.function_tool.id",
] as const;

const decorations =
  /^(?:execute_tool|running tool:?|tools\/call|tool:|tool\.|ai\.toolCall) ?|\.tool$/g;

/** Finds the tool of a span that ran one; empty for every other span. */
export function findTool(span: OtlpSpan, kind: SpanKind): ToolFinding {
  if (kind === "handoff")
    return { name: firstText(span.attributes, [spanward.handoffTo])?.value ?? "", callId: "" };
  if (kind !== "tool") return { name: "", callId: "" };
  const named = firstText(span.attributes, nameKeys)?.value;
  const template = span.name.includes("{name}")
    ? firstText(span.attributes, ["name"])?.value
    : undefined;
  const bare = span.name.replaceAll(decorations, "").trim();
  return {
    name: named ?? template ?? (bare === "" ? span.name : bare),
    callId: firstText(span.attributes, callIdKeys)?.value ?? "",
  };
}
