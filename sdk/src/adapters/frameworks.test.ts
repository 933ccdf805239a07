import { tool as langChainTool } from "@langchain/core/tools";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { RunContext, tool as agentsTool } from "@openai/agents-core";
import { generateText, stepCountIs, streamText, tool as aiTool, wrapLanguageModel } from "ai";
import { MockLanguageModelV3, simulateReadableStream } from "ai/test";
import { beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { codeOf, testGuard } from "../guard/testing.ts";
import { recordSpans } from "../testing.ts";
import { guardAiTools, guardMiddleware } from "./ai-sdk.ts";
import { guardLangChainTool } from "./langchain.ts";
import { guardMcpClient } from "./mcp.ts";
import { guardAgentsTool } from "./openai-agents.ts";

// Goal: tools of the real frameworks run as before, and what is refused never does. Method: the real
// packages; only models are scripted.

beforeEach(() => void recordSpans());

const rules = [
  { id: "max", effect: "deny" as const, tools: ["refund"], when: "args.amount > 100" },
];
const schema = z.object({ amount: z.number() });
const paid = () =>
  vi.fn<(args: { amount: number }) => Promise<string>>(async ({ amount }) => `paid ${amount}`);

const usage = {
  inputTokens: { total: 10, noCache: 10, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 5, text: 5, reasoning: 0 },
};
const finish = (unified: "stop" | "tool-calls") => ({ unified, raw: unified });

test("AI SDK: tools and the model go through the guard", async () => {
  const guard = testGuard({ rules, limits: { maxModelCalls: 2 } });
  const execute = paid();
  const tools = guardAiTools(
    guard,
    { refund: aiTool({ inputSchema: schema, execute }) },
    { refund: "write" },
  );
  const amounts = [50, 500];
  const scripted = new MockLanguageModelV3({
    doGenerate: async () => ({
      content: [
        {
          type: "tool-call",
          toolCallId: "c",
          toolName: "refund",
          input: JSON.stringify({ amount: amounts.shift() }),
        },
      ],
      finishReason: finish("tool-calls"),
      usage,
      warnings: [],
    }),
  });
  const model = wrapLanguageModel({ model: scripted, middleware: guardMiddleware(guard) });
  await guard.run({}, async () => {
    const generating = generateText({
      model,
      tools,
      prompt: "Hi",
      stopWhen: stepCountIs(9),
      maxRetries: 0,
    });
    expect(await codeOf(generating)).toBe("calls.model");
  });
  expect(execute.mock.calls.map(([args]) => args)).toEqual([{ amount: 50 }]);
  expect(scripted.doGenerateCalls).toHaveLength(2);
  expect(JSON.stringify(scripted.doGenerateCalls[1]?.prompt)).toContain("paid 50");
});

test("AI SDK: a stream is settled when it has been read", async () => {
  const guard = testGuard({ limits: { maxModelCalls: 1 } });
  const scripted = new MockLanguageModelV3({
    doStream: async () => ({
      stream: simulateReadableStream({
        chunks: [
          { type: "text-start", id: "t" },
          { type: "text-delta", id: "t", delta: "Hello" },
          { type: "text-end", id: "t" },
          { type: "finish", finishReason: finish("stop"), usage },
        ],
      }),
    }),
  });
  const model = wrapLanguageModel({ model: scripted, middleware: guardMiddleware(guard) });
  await guard.run({}, async () => {
    expect(await streamText({ model, prompt: "Hi" }).text).toBe("Hello");
    expect(guard.status().openHolds).toBe(0);
  });
});

test("LangChain: a tool runs, is refused, and answers a tool call with a tool message", async () => {
  const guard = testGuard({ rules });
  const execute = paid();
  const described = { name: "refund", description: "Pays back", schema };
  const refund = guardLangChainTool(guard, langChainTool(execute, described), "write");
  await guard.run({}, async () => {
    expect(await refund.invoke({ amount: 5 })).toBe("paid 5");
    const call = { type: "tool_call" as const, id: "c1", name: "refund", args: { amount: 6 } };
    expect(await refund.invoke(call)).toMatchObject({ content: "paid 6", tool_call_id: "c1" });
    expect(await codeOf(refund.invoke({ amount: 500 }))).toBe("policy.deny");
    // @ts-expect-error -- what models do
    expect(await codeOf(refund.invoke({ amount: "5" }))).toBe("args.invalid");
  });
  expect(execute).toHaveBeenCalledTimes(2);
});

test("MCP: listed tools run, what is refused is an error that the model reads, unknown names count", async () => {
  const execute = paid();
  const server = new McpServer({ name: "pay", version: "1" });
  server.registerTool("refund", { inputSchema: { amount: z.number() } }, async (args) => ({
    content: [{ type: "text", text: await execute(args) }],
  }));
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  const client = new Client({ name: "care", version: "1" });
  await Promise.all([server.connect(theirs), client.connect(ours)]);
  const guard = testGuard({ rules });
  await guardMcpClient(guard, client, { refund: "write" });
  const call = async (name: string, args: Record<string, unknown>) =>
    JSON.stringify(await client.callTool({ name, arguments: args }));
  await guard.run({}, async () => {
    expect(await call("refund", { amount: 5 })).toContain("paid 5");
    expect(await call("refund", { amount: 500 })).toContain("policy.deny");
    expect(await call("refund", { amount: 5, extra: 1 })).toContain("args.invalid");
    expect(await call("delete_all", {})).toContain("tool.unknown");
  });
  expect(execute).toHaveBeenCalledTimes(1);
  await client.close();
});

test("OpenAI Agents: a function tool runs, and what is refused is its answer", async () => {
  const guard = testGuard({ rules });
  const execute = paid();
  const described = { name: "refund", description: "Pays back", parameters: schema };
  const refund = guardAgentsTool(guard, agentsTool({ ...described, execute }), "write");
  const context = new RunContext();
  await guard.run({}, async () => {
    expect(await refund.invoke(context, '{"amount":5}')).toBe("paid 5");
    expect(await refund.invoke(context, '{"amount":500}')).toContain("policy.deny");
    expect(await refund.invoke(context, '{"amount":')).toContain("args.invalid");
  });
  expect(execute).toHaveBeenCalledTimes(1);
});
