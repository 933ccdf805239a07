import type { Attributes } from "@opentelemetry/api";
import { prose } from "./words.ts";
import { type Random, randomHex } from "./random.ts";

/** A span to be: times in milliseconds since its trace began. */
export interface SpanPlan {
  spanId: string;
  parentSpanId: string; // "" for the root
  name: string;
  startMs: number;
  endMs: number;
  attributes: Attributes;
}

/**
 * One run of a tool-using agent, twelve spans: the agent, four model calls with a growing chat history
 * of 1 to 8 KB and about 27 attributes, four tools, two retrievals and a guardrail.
 */
export function planAgentTrace(random: Random): SpanPlan[] {
  const root = randomHex(random, 16);
  const identity = {
    "session.id": `s-${Math.floor(random() * 1e6)}`,
    "user.id": `u-${Math.floor(random() * 1e5)}`,
    "spanward.business_unit": pick(random, ["Retail", "Claims", "Treasury", "Platform", "HR"]),
    "spanward.use_case": pick(random, ["refunds", "intake", "forecast", "review", "onboarding"]),
  };
  const agent = pick(random, ["refund-agent", "sql-analyst", "claims-intake", "research-crew"]);
  const spans: SpanPlan[] = [];
  const history: object[] = [];
  let clock = 0;
  const add = (name: string, durationMs: number, attributes: Attributes) => {
    const startMs = clock;
    clock += durationMs;
    spans.push({
      spanId: randomHex(random, 16),
      parentSpanId: root,
      name,
      startMs,
      endMs: clock,
      attributes: { ...identity, "gen_ai.agent.name": agent, ...attributes },
    });
  };
  const turn = (role: string, characters: number) =>
    history.push({ role, parts: [{ type: "text", content: prose(random, characters) }] });

  turn("user", 600);
  add("guardrail pii", 20, { "spanward.kind": "guardrail", "gen_ai.guardrail.name": "pii" });
  for (let step = 0; step < 4; step++) {
    const answer = prose(random, 300 + random() * 500);
    add("chat gpt-5", 900 + random() * 2000, modelCall(random, { history, answer }));
    history.push({ role: "assistant", parts: [{ type: "text", content: answer }] });
    const tool = pick(random, ["lookup_order", "query_ledger", "send_mail", "read_policy"]);
    const result = prose(random, 500);
    add(`execute_tool ${tool}`, 50 + random() * 300, toolCall(random, { tool, result }));
    history.push({ role: "tool", parts: [{ type: "text", content: result }] });
    if (step % 2 === 0) add("retrieve kb", 80, retrieval(random));
  }
  const attributes = {
    ...identity,
    "gen_ai.operation.name": "invoke_agent",
    "gen_ai.agent.name": agent,
  };
  return [
    ...spans,
    {
      spanId: root,
      parentSpanId: "",
      name: `invoke_agent ${agent}`,
      startMs: 0,
      endMs: clock,
      attributes,
    },
  ];
}

/**
 * One long conversation with an agent: a model call for each of ten turns, which repeats the whole
 * history before it, 16 KB in the middle, with a tool call after each.
 */
export function planChatTrace(random: Random): SpanPlan[] {
  const root = randomHex(random, 16);
  const history: object[] = [];
  const spans: SpanPlan[] = [];
  let clock = 0;
  const add = (name: string, durationMs: number, attributes: Attributes) => {
    spans.push({
      spanId: randomHex(random, 16),
      parentSpanId: root,
      name,
      startMs: clock,
      endMs: clock + durationMs,
      attributes,
    });
    clock += durationMs;
  };
  for (let turn = 0; turn < 10; turn++) {
    const answer = prose(random, 800 + random() * 800);
    const result = prose(random, 500 + random() * 500);
    history.push({ role: "user", parts: [{ type: "text", content: prose(random, 900) }] });
    add("chat gpt-5", 900, modelCall(random, { history, answer }));
    history.push({ role: "assistant", parts: [{ type: "text", content: answer }] });
    add("execute_tool lookup", 90, toolCall(random, { tool: "lookup", result }));
    history.push({ role: "tool", parts: [{ type: "text", content: result }] });
  }
  const attributes = { "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "assistant" };
  const whole = { name: "invoke_agent assistant", startMs: 0, endMs: clock, attributes };
  return [{ spanId: root, parentSpanId: "", ...whole }, ...spans];
}

/** One operation with ten short attributes, as plain tracing sends them. */
export function planSmallTrace(random: Random): SpanPlan[] {
  const attributes: Attributes = { "http.response.status_code": 200 };
  for (let i = 0; i < 9; i++) attributes[`app.attribute.${i}`] = randomHex(random, 8);
  return [
    {
      spanId: randomHex(random, 16),
      parentSpanId: "",
      name: "GET /orders",
      startMs: 0,
      endMs: 12,
      attributes,
    },
  ];
}

function modelCall(
  random: Random,
  { history, answer }: { history: object[]; answer: string },
): Attributes {
  const input = 400 + Math.floor(random() * 4000);
  return {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-5",
    "gen_ai.response.model": "gpt-5-2026-08-07",
    "gen_ai.response.id": `resp_${randomHex(random, 24)}`,
    "gen_ai.response.finish_reasons": ["stop"],
    "gen_ai.request.temperature": 0.2,
    "gen_ai.request.max_tokens": 2048,
    "gen_ai.request.top_p": 0.95,
    "gen_ai.request.seed": 7,
    "gen_ai.output.type": "text",
    "gen_ai.conversation.id": `c-${Math.floor(random() * 1e6)}`,
    "gen_ai.usage.input_tokens": input,
    "gen_ai.usage.output_tokens": 50 + Math.floor(random() * 400),
    "gen_ai.usage.cache_read.input_tokens": Math.floor(input / 2),
    "gen_ai.usage.reasoning.output_tokens": 20,
    "gen_ai.system_instructions": JSON.stringify([{ type: "text", content: prose(random, 700) }]),
    "gen_ai.input.messages": JSON.stringify(history),
    "gen_ai.output.messages": JSON.stringify([
      { role: "assistant", parts: [{ type: "text", content: answer }], finish_reason: "stop" },
    ]),
    "server.address": "api.openai.com",
    "server.port": 443,
    "openai.response.service_tier": "default",
  };
}

const toolCall = (
  random: Random,
  { tool, result }: { tool: string; result: string },
): Attributes => ({
  "gen_ai.operation.name": "execute_tool",
  "gen_ai.tool.name": tool,
  "gen_ai.tool.type": "function",
  "gen_ai.tool.call.id": `call_${randomHex(random, 16)}`,
  "gen_ai.tool.call.arguments": JSON.stringify({ id: randomHex(random, 8), limit: 20 }),
  "gen_ai.tool.call.result": JSON.stringify({ text: result }),
});

const retrieval = (random: Random): Attributes => ({
  "gen_ai.operation.name": "retrieval",
  "gen_ai.data_source.id": "kb",
  "gen_ai.retrieval.query.text": prose(random, 60),
  "gen_ai.retrieval.documents": JSON.stringify([
    { id: randomHex(random, 8), content: prose(random, 400) },
  ]),
});

const pick = (random: Random, values: readonly string[]): string =>
  values[Math.floor(random() * values.length)] ?? "";
