import type { SpanKind } from "@spanward/clickhouse/records";
import { expect, test } from "vitest";
import { otlpSpan, type SpanSketch } from "../test-otlp.ts";
import { findKind } from "./find-kind.ts";

const cases: [SpanKind, SpanSketch][] = [
  ["noise", { name: "chunk: 'text'", attributes: { "openinference.span.kind": "LLM" } }],
  ["decision", { attributes: { "spanward.kind": "decision", "gen_ai.operation.name": "chat" } }],
  ["llm", { attributes: { "langfuse.observation.type": "generation" } }],
  ["workflow", { attributes: { "langsmith.span.kind": "chain" } }],
  ["retrieval", { attributes: { "langwatch.span.type": "rag" } }],
  [
    "workflow",
    { parentSpanId: "", name: "hr_agent", attributes: { "openinference.span.kind": "CHAIN" } },
  ],
  ["step", { name: "RunnableSequence", attributes: { "openinference.span.kind": "chain" } }],
  ["handoff", { name: "handoff to billing", attributes: { "openinference.span.kind": "TOOL" } }],
  [
    "noise",
    { attributes: { "mastra.span.type": "model_chunk", "gen_ai.operation.name": "model_chunk" } },
  ],
  ["step", { attributes: { "mastra.span.type": "workflow_conditional" } }],
  ["llm", { attributes: { "ai.operationId": "ai.streamText.doStream" } }],
  ["agent", { attributes: { "ai.operationId": "ai.generateObject" } }],
  ["embedding", { attributes: { "operation.name": "ai.embedMany.doEmbed docs" } }],
  [
    "step",
    { scope: "com.anthropic.claude_code.tracing", attributes: { "span.type": "tool.execution" } },
  ],
  ["llm", { scope: "gcp.vertex.agent", name: "call_llm" }],
  ["agent", { attributes: { "genkit:type": "action", "genkit:metadata:subtype": "flow" } }],
  ["llm", { attributes: { "mlflow.spanType": '"CHAT_MODEL"' } }],
  ["step", { attributes: { "traceloop.span.kind": "task" } }],
  ["agent", { scope: "@voltagent/core", attributes: { "entity.type": "agent" } }],
  ["llm", { attributes: { "braintrust.span_attributes": '{"type":"llm"}' } }],
  ["tool", { attributes: { "gen_ai.operation.name": "execute_tool" } }],
  ["workflow", { attributes: { "gen_ai.operation.name": "invoke_swarm" } }],
  ["memory", { attributes: { "gen_ai.operation.name": "search_memory" } }],
  ["tool", { attributes: { "mcp.method.name": "tools/call" } }],
  ["mcp", { attributes: { "mcp.method.name": "tools/list" } }],
  ["rerank", { attributes: { "llm.request.type": "rerank" } }],
  ["handoff", { attributes: { "sentry.op": "gen_ai.handoff" } }],
  ["guardrail", { attributes: { "acme.observation.kind": "GUARDRAIL" } }],
  ["llm", { attributes: { "llm.model": "m-1", "llm.usage.prompt_tokens": 5 } }],
  ["embedding", { attributes: { model: "text-embed-3", prompt_tokens: 5 } }],
  ["tool", { attributes: { "tool.name": "search" } }],
  ["retrieval", { attributes: { "db.system": "qdrant" } }],
  [
    "noise",
    { kind: 3, attributes: { "http.request.method": "POST", "server.address": "api.openai.com" } },
  ],
  [
    "other",
    { kind: 3, attributes: { "http.request.method": "POST", "server.address": "example.com" } },
  ],
  ["other", { name: "GET /", attributes: { "llm.model": "m-1" } }],
];

test.each(cases)("%s %j", (kind, sketch) => {
  expect(findKind(otlpSpan(sketch)).value).toBe(kind);
});
