import type { Guard } from "../guard/guard.ts";
import { GuardDenied } from "../guard/guard-denied.ts";
import type { JsonSchema, ToolDefinition } from "../guard/tool-definition.ts";
import { isObject } from "./read-fields.ts";

/** What is used of a function tool of the OpenAI Agents SDK. */
export interface AgentsTool {
  name: string;
  description: string;
  parameters: unknown;
  // oxlint-disable-next-line typescript/no-explicit-any -- the SDK's own types
  invoke: (context: any, input: string, details?: any) => Promise<any>;
}

/**
 * Guards a function tool of the OpenAI Agents SDK. What is refused is the tool's answer, as a text that the
 * model reads, so that the agent goes on.
 *
 * @example
 * new Agent({ name: "care", tools: [guardAgentsTool(guard, refund, "write")] });
 */
export function guardAgentsTool<Tool extends AgentsTool>(
  guard: Guard,
  tool: Tool,
  effect: ToolDefinition<unknown, unknown>["effect"],
): Tool {
  const { name, description, parameters } = tool;
  const input: JsonSchema = isObject(parameters) ? parameters : {};
  const call = guard.tool({ name, description, effect, input, execute: () => undefined });
  const invoke: AgentsTool["invoke"] = async (context, json, details) => {
    try {
      return await call(parseOr(json), {
        callId: details?.toolCall?.callId,
        signal: details?.signal,
        execute: (args, { signal }) =>
          tool.invoke(context, JSON.stringify(args), { ...details, signal }),
      });
    } catch (error) {
      if (error instanceof GuardDenied) return error.toModelMessage();
      throw error;
    }
  };
  return { ...tool, invoke };
}

/** What is no JSON stays a text, and is refused by the schema. */
function parseOr(json: string): unknown {
  try {
    return JSON.parse(json === "" ? "{}" : json);
  } catch {
    return json;
  }
}
