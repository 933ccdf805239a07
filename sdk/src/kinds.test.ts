import { beforeEach, expect, test } from "vitest";
import { agent, approval, decision, handoff, retrieval, tool } from "./index.ts";
import { recordSpans } from "./testing.ts";

let { spans } = recordSpans();
beforeEach(() => ({ spans } = recordSpans()));
const span = (name: string) => spans().find((candidate) => candidate.name === name);

test("an agent: who it is, what it was asked and what it gave", async () => {
  const options = { name: "refund-agent", id: "a1", version: "2.3", description: "Refunds" };
  const answer = await agent(
    { ...options, conversationId: "c1", input: "Refund?" },
    async () => "Done.",
  );
  expect(answer).toBe("Done.");
  expect(span("invoke_agent refund-agent")?.attributes).toEqual({
    "gen_ai.operation.name": "invoke_agent",
    "gen_ai.agent.name": "refund-agent",
    "gen_ai.agent.id": "a1",
    "gen_ai.agent.version": "2.3",
    "gen_ai.agent.description": "Refunds",
    "gen_ai.conversation.id": "c1",
    "gen_ai.input.messages": '[{"role":"user","parts":[{"type":"text","content":"Refund?"}]}]',
    "gen_ai.output.messages": '[{"role":"assistant","parts":[{"type":"text","content":"Done."}]}]',
  });
});

test("an agent that takes and gives values, and one that streams its answer", async () => {
  agent({ name: "planner", input: { goal: "ship" } }, () => ({ steps: 3 }));
  expect(span("invoke_agent planner")?.attributes).toMatchObject({
    "spanward.input": '{"goal":"ship"}',
    "spanward.output": '{"steps":3}',
  });
  async function* speak() {
    yield* ["Hel", "lo"];
  }
  for await (const _ of agent("speaker", () => speak()));
  expect(span("invoke_agent speaker")?.attributes["gen_ai.output.messages"]).toContain("Hello");
});

test("a tool: its call, arguments and result", async () => {
  const options = { name: "get_order", callId: "call_1", arguments: { id: 7n } };
  await tool(options, async () => ({ status: "sent" }));
  expect(span("execute_tool get_order")?.attributes).toEqual({
    "gen_ai.operation.name": "execute_tool",
    "gen_ai.tool.name": "get_order",
    "gen_ai.tool.type": "function",
    "gen_ai.tool.call.id": "call_1",
    "gen_ai.tool.call.arguments": '{"id":"7"}',
    "gen_ai.tool.call.result": '{"status":"sent"}',
  });
});

test("a tool may show the model something else than it returns", () => {
  const order = { secret: 1 };
  expect(tool("get_order", ({ setResult }) => (setResult("sent"), order))).toBe(order);
  expect(span("execute_tool get_order")?.attributes["gen_ai.tool.call.result"]).toBe("sent");
});

test("a retrieval: the query and the documents, given as a list or in an object", () => {
  const documents = [{ id: "d1", content: "text", score: 0.5 }];
  retrieval({ source: "handbook", query: "leave", topK: 3 }, () => documents);
  retrieval("other", () => ({ documents, took: 3 }));
  expect(span("retrieval handbook")?.attributes).toEqual({
    "gen_ai.operation.name": "retrieval",
    "gen_ai.data_source.id": "handbook",
    "gen_ai.retrieval.query.text": "leave",
    "gen_ai.retrieval.top_k": 3,
    "gen_ai.retrieval.documents": JSON.stringify(documents),
  });
  expect(span("retrieval other")?.attributes["gen_ai.retrieval.documents"]).toBe(
    JSON.stringify(documents),
  );
});

test("a handoff knows who is at work, and the agent inside it is its child", async () => {
  await agent("front", () =>
    handoff({ to: "fraud", input: "look" }, () => agent("fraud", async () => undefined)),
  );
  expect(span("handoff to fraud")?.attributes).toEqual({
    "spanward.kind": "handoff",
    "spanward.handoff.from": "front",
    "spanward.handoff.to": "fraud",
    "gen_ai.agent.name": "fraud",
    "spanward.input": "look",
  });
  const parent = span("invoke_agent fraud")?.parentSpanContext?.spanId;
  expect(parent).toBe(span("handoff to fraud")?.spanContext().spanId);
});

test("a decision already made, and one that takes its time", async () => {
  const made = { alternatives: ["pay", "refuse"], chosen: "pay", reason: "covered" };
  decision({ name: "claim", ...made });
  const best = await decision("supplier", async ({ consider, choose }) => {
    consider("A: 10 EUR");
    consider("B: 12 EUR");
    choose("A: 10 EUR", "cheaper");
    return "A";
  });
  expect(best).toBe("A");
  expect(span("decide claim")?.attributes).toEqual({
    "spanward.kind": "decision",
    "spanward.decision.alternatives": ["pay", "refuse"],
    "spanward.decision.chosen": "pay",
    "spanward.decision.reason": "covered",
  });
  expect(span("decide supplier")?.attributes).toMatchObject({
    "spanward.decision.alternatives": ["A: 10 EUR", "B: 12 EUR"],
    "spanward.decision.chosen": "A: 10 EUR",
  });
});

test("an approval is pending until it is resolved", async () => {
  await approval({ name: "refund", reason: "above 200 EUR" }, async () => undefined);
  await approval({ name: "order", input: { price: 900 } }, async ({ resolve }) => {
    resolve({ state: "denied", approver: "m.keller", reason: "not in the budget" });
  });
  expect(span("approval refund")?.attributes).toEqual({
    "spanward.kind": "approval",
    "spanward.approval.state": "pending",
    "spanward.approval.reason": "above 200 EUR",
  });
  expect(span("approval order")?.attributes).toMatchObject({
    "spanward.input": '{"price":900}',
    "spanward.approval.state": "denied",
    "spanward.approval.approver": "m.keller",
    "spanward.approval.reason": "not in the budget",
  });
});

test("attributes of one's own win", () => {
  tool({ name: "t", attributes: { "gen_ai.tool.type": "datastore", mine: 1 } }, () => 1);
  expect(span("execute_tool t")?.attributes).toMatchObject({
    "gen_ai.tool.type": "datastore",
    mine: 1,
  });
});
