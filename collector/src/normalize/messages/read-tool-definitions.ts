import type { Attributes } from "../../decode/otlp.ts";
import { readFlatList } from "../attributes/flat-list.ts";
import {
  field,
  fieldAt,
  isObject,
  type Json,
  listOf,
  structureOf,
  textOf,
} from "../attributes/json.ts";
import type { SpanContent } from "../content.ts";

type ToolDefinition = SpanContent["toolDefinitions"][number];

const listKeys = [
  "gen_ai.tool.definitions",
  "gen_ai.request.available_tools",
  "gen_ai.request.tools",
  "ai.prompt.tools",
  "mlflow.chat.tools",
  "llm.request.functions",
  "gen_ai.agent.tools",
  "sk.available_functions",
] as const;

// Requests that hold their tools beside their messages.
const requestKeys = [
  "llm.invocation_parameters",
  "langfuse.observation.input",
  "gen_ai.prompt",
  "genkit:input",
  "input.value",
  "model_request_parameters",
] as const;

/** The tools that a model was offered; empty when the span does not say. */
export function readToolDefinitions(attributes: Attributes): ToolDefinition[] {
  for (const key of listKeys) {
    const tools = listOf(structureOf(attributes.get(key))).flatMap(readTool);
    if (tools.length > 0) return tools;
  }
  for (const prefix of ["llm.tools", "llm.request.functions"]) {
    const tools = (readFlatList(attributes, prefix) ?? []).flatMap(readTool);
    if (tools.length > 0) return tools;
  }
  for (const key of requestKeys) {
    if (!attributes.has(key)) continue;
    const request = structureOf(attributes.get(key));
    const tools = listOf(field(request, "tools", "functions", "function_tools")).flatMap(readTool);
    if (tools.length > 0) return tools;
  }
  return [];
}

function readTool(value: Json): ToolDefinition[] {
  const structure = structureOf(value);
  if (typeof structure === "string") return [{ name: structure, description: "", schema: "" }];
  const wrapped = structureOf(
    field(structure, "json_schema") ?? fieldAt(structure, "tool.json_schema") ?? structure,
  );
  const declarations = field(wrapped, "functionDeclarations", "function_declarations");
  if (Array.isArray(declarations)) return declarations.flatMap(readTool);
  const tool = field(wrapped, "function", "toolSpec") ?? wrapped;
  const name = textOf(field(tool, "name"));
  if (!isObject(tool) || name === "") return [];
  const schema =
    fieldAt(tool, "inputSchema.json") ??
    field(tool, "parameters", "input_schema", "inputSchema", "parametersJsonSchema", "arguments");
  return [{ name, description: textOf(field(tool, "description")), schema: textOf(schema) }];
}
