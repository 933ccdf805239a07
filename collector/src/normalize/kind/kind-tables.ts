import type { SpanKind } from "@spanward/clickhouse/records";
import { spanKinds } from "@spanward/clickhouse/records";
import { spanward } from "../conventions/spanward.ts";
import { kindByWord } from "./vocabulary.ts";

/** An attribute whose value is the name of a kind, in the words of one convention. */
export interface KindTable {
  convention: string;
  key: string;
  kinds: ReadonlyMap<string, SpanKind>; // words in lower case; a word that is missing decides nothing
  scope?: RegExp; // only spans of these instrumentation scopes
  path?: string; // where in the attribute's JSON the word is
}

const kinds = (pairs: Record<string, SpanKind>): ReadonlyMap<string, SpanKind> =>
  new Map(Object.entries(pairs));

/** The general words, with the few that mean something else here. */
const words = (pairs: Record<string, SpanKind>): ReadonlyMap<string, SpanKind> =>
  new Map([...kindByWord, ...Object.entries(pairs)]);

/** Attributes that a vendor or framework set on purpose: they know better than any general one. */
export const vendorKinds: readonly KindTable[] = [
  {
    convention: "spanward",
    key: spanward.kind,
    kinds: new Map(spanKinds.map((kind) => [kind, kind])),
  },
  {
    convention: "langfuse",
    key: "langfuse.observation.type",
    kinds: words({ event: "other", span: "other" }),
  },
  { convention: "langsmith", key: "langsmith.span.kind", kinds: words({}) },
  {
    convention: "braintrust",
    key: "braintrust.span_attributes",
    path: "type",
    kinds: words({ function: "step" }),
  },
  { convention: "langwatch", key: "langwatch.span.type", kinds: words({ span: "other" }) },
];

/** Further ones, after OpenInference, which needs more than a table. */
export const frameworkKinds: readonly KindTable[] = [
  {
    convention: "mastra",
    key: "mastra.span.type",
    kinds: kinds({
      agent_run: "agent",
      model_generation: "llm", // a wrapper: does not count when the calls below it are there
      model_inference: "llm",
      model_step: "step",
      model_chunk: "noise",
      tool_call: "tool",
      mcp_tool_call: "tool",
      processor_run: "guardrail",
      workflow_run: "workflow",
      mapping: "step",
      generic: "other",
    }),
  },
  {
    convention: "claude_code",
    key: "span.type",
    scope: /^com\.anthropic\.claude_code/,
    kinds: kinds({
      interaction: "agent",
      llm_request: "llm",
      tool: "tool",
      "tool.execution": "step",
      "tool.blocked_on_user": "step",
      hook: "step",
    }),
  },
  {
    convention: "genkit",
    key: "genkit:metadata:subtype",
    kinds: words({ "tool.v2": "tool", flow: "agent", util: "step", "background-model": "llm" }),
  },
  {
    convention: "genkit",
    key: "genkit:type",
    kinds: kinds({
      flow: "agent",
      flowstep: "step",
      util: "step",
      dotprompt: "prompt",
      prompttemplate: "prompt",
    }),
  },
  { convention: "mlflow", key: "mlflow.spanType", kinds: words({ unknown: "other" }) },
  {
    convention: "traceloop",
    key: "traceloop.span.kind",
    kinds: kinds({
      workflow: "workflow",
      task: "step",
      agent: "agent",
      tool: "tool",
      session: "mcp",
    }),
  },
  {
    convention: "laminar",
    key: "lmnr.span.type",
    kinds: kinds({
      llm: "llm",
      tool: "tool",
      evaluator: "evaluator",
      human_evaluator: "evaluator",
      evaluation: "evaluator",
    }),
  },
  { convention: "voltagent", key: "span.type", scope: /^@?voltagent/i, kinds: words({}) },
  { convention: "voltagent", key: "entity.type", scope: /^@?voltagent/i, kinds: words({}) },
  { convention: "agentops", key: "agentops.span.kind", kinds: words({}) },
];

/** The GenAI semantic conventions, with the values that instrumentations added. */
export const operationKinds: KindTable = {
  convention: "gen_ai",
  key: "gen_ai.operation.name",
  kinds: words({
    acompletion: "llm",
    atext_completion: "llm",
    aresponses: "llm",
    anthropic_messages: "llm",
    aembedding: "embedding",
    arerank: "rerank",
    amoderation: "guardrail",
    invoke_swarm: "workflow",
    invoke_graph: "workflow",
    plan: "step",
    schedule_tool_calls: "step",
    execute_node: "step",
    model_chunk: "noise",
    model_generation: "llm",
    search_memory: "memory",
    create_memory: "memory",
    update_memory: "memory",
    upsert_memory: "memory",
    delete_memory: "memory",
    create_memory_store: "memory",
    delete_memory_store: "memory",
  }),
};

/** What is left when nothing above it spoke. */
export const lastKinds: readonly KindTable[] = [
  { convention: "traceloop", key: "llm.request.type", kinds: words({}) },
  { convention: "sentry", key: "sentry.op", kinds: sentryKinds() },
  { convention: "honeyhive", key: "honeyhive_event_type", kinds: words({}) },
];

function sentryKinds(): ReadonlyMap<string, SpanKind> {
  return kinds({
    "gen_ai.invoke_agent": "agent",
    "gen_ai.create_agent": "agent",
    "gen_ai.execute_tool": "tool",
    "gen_ai.handoff": "handoff",
    "gen_ai.embeddings": "embedding",
    "gen_ai.pipeline": "workflow",
    "gen_ai.chat": "llm",
    "gen_ai.responses": "llm",
    "gen_ai.generate_text": "llm",
    "gen_ai.generate_content": "llm",
    "gen_ai.text_completion": "llm",
    "gen_ai.request": "llm",
  });
}
