import type { Guard } from "../guard/guard.ts";
import type { JsonSchema, StandardSchema, ToolDefinition } from "../guard/tool-definition.ts";
import { isObject } from "./read-fields.ts";

/** What is used of a tool of LangChain. */
export interface LangChainTool {
  name: string;
  description?: string;
  schema?: unknown;
  // oxlint-disable-next-line typescript/no-explicit-any -- the tool's own types
  invoke: (input: any, config?: any) => Promise<any>;
}

/**
 * Guards a tool of LangChain, in place, for agents, LangGraph's `ToolNode` and your own calls alike. What is
 * refused is thrown; `ToolNode` makes the tool's message of it. Gives the tool.
 *
 * @example
 * const tools = [guardLangChainTool(guard, refund, "write"), guardLangChainTool(guard, search, "read")];
 */
export function guardLangChainTool<Tool extends LangChainTool>(
  guard: Guard,
  tool: Tool,
  effect: ToolDefinition<unknown, unknown>["effect"],
): Tool {
  const invoke: LangChainTool["invoke"] = tool.invoke.bind(tool);
  const call = guard.tool({
    name: tool.name,
    description: tool.description,
    effect,
    input: schemaOf(tool.schema),
    execute: (args) => invoke(args),
  });
  tool.invoke = (input: unknown, config: Record<string, unknown> = {}) => {
    const { args, id } = readCall(input);
    return call(args, {
      callId: id,
      signal: config["signal"] instanceof AbortSignal ? config["signal"] : undefined,
      // What came as a tool call is passed on as one, so that its answer is a tool message.
      execute: (checked, { signal }) =>
        invoke(isToolCall(input) ? { ...input, args: checked } : checked, { ...config, signal }),
    });
  };
  return tool;
}

function readCall(input: unknown): { args: unknown; id: string | undefined } {
  if (!isToolCall(input)) return { args: input, id: undefined };
  return { args: input["args"], id: typeof input["id"] === "string" ? input["id"] : undefined };
}

function isToolCall(input: unknown): input is Record<string, unknown> {
  return isObject(input) && input["type"] === "tool_call" && "args" in input;
}

function schemaOf(schema: unknown): StandardSchema | JsonSchema {
  if (isStandardSchema(schema)) return schema;
  return isObject(schema) ? schema : {};
}

function isStandardSchema(schema: unknown): schema is StandardSchema {
  return isObject(schema) && "~standard" in schema;
}
