import type { Guard } from "../guard/guard.ts";
import { GuardDenied } from "../guard/guard-denied.ts";
import type { GuardedTool } from "../guard/guard-tool.ts";
import type { JsonSchema, ToolDefinition } from "../guard/tool-definition.ts";

type Effect = ToolDefinition<unknown, unknown>["effect"];

/** What is used of a client of the Model Context Protocol. */
export interface McpClient {
  // oxlint-disable-next-line typescript/no-explicit-any -- the client's own types
  listTools: (params?: any) => Promise<{
    tools: { name: string; description?: string | undefined; inputSchema: object }[];
    nextCursor?: string | undefined;
  }>;
  // oxlint-disable-next-line typescript/no-explicit-any -- the client's own types
  callTool: (params: any, resultSchema?: any, options?: any) => Promise<any>;
}

const pagesMax = 100;

/**
 * Guards the tools of an MCP server, in place. Arguments are checked by the schemas that the server lists;
 * names it does not list are refused and counted. What is refused is a result with `isError`, which the
 * model reads. A server's own hints about its tools decide nothing: `effects` does, and what it does not
 * name counts as `write`.
 *
 * @example
 * const client = await guardMcpClient(guard, mcp, { search: "read", delete_repo: "irreversible" });
 */
export async function guardMcpClient<Client extends McpClient>(
  guard: Guard,
  client: Client,
  effects: Readonly<Record<string, Effect>> = {},
): Promise<Client> {
  const callTool: McpClient["callTool"] = client.callTool.bind(client);
  const calls = new Map<string, GuardedTool<unknown>>();
  for (const { name, description, inputSchema } of await listAll(client)) {
    const input: JsonSchema = { ...inputSchema };
    const execute = (args: unknown) => callTool({ name, arguments: args });
    const effect = effects[name] ?? "write";
    calls.set(name, guard.tool({ name, description, effect, input, execute }));
  }
  const unknown = guard.toolbox([]);
  client.callTool = async (params: { name: string; arguments?: unknown }, schema, options = {}) => {
    const { name, arguments: args = {} } = params;
    const call = calls.get(name);
    try {
      if (call === undefined) return await unknown.call(name, args);
      return await call(args, {
        signal: options.signal,
        execute: (checked, { signal }) =>
          callTool({ ...params, arguments: checked }, schema, { ...options, signal }),
      });
    } catch (error) {
      if (!(error instanceof GuardDenied)) throw error;
      return { isError: true, content: [{ type: "text", text: error.toModelMessage() }] };
    }
  };
  return client;
}

async function listAll(client: McpClient) {
  const all: Awaited<ReturnType<McpClient["listTools"]>>["tools"] = [];
  let cursor: string | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const { tools, nextCursor } = await client.listTools(cursor === undefined ? {} : { cursor });
    for (const tool of tools) all.push(tool);
    if (nextCursor === undefined) return all;
    cursor = nextCursor;
  }
  throw new Error(`the MCP server lists more than ${pagesMax} pages of tools`);
}
