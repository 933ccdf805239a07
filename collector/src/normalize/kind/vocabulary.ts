import type { SpanKind } from "@spanward/clickhouse/records";

// The words that instrumentations use for what a span is, lower case. A convention with its own
// meaning for a word has its own table.
const words: readonly [SpanKind, string][] = [
  [
    "llm",
    "llm generation chat chat_model chatmodel chat_completion completion text_completion model language_model llm_call llm_request inference generate generate_text generate_content model_inference responses",
  ],
  ["embedding", "embedding embeddings embedder embed"],
  ["tool", "tool function tool_call function_call tool_use mcp_tool mcp_tool_call execute_tool"],
  ["agent", "agent agent_run invoke_agent run_agent agent_invocation create_agent interaction"],
  [
    "workflow",
    "workflow chain pipeline graph flow crew swarm conversation session trace invoke_workflow",
  ],
  ["step", "step task node parser util agent_step node_execution operation"],
  ["retrieval", "retriever retrieval retrieve rag search vectordb vector_search indexer query"],
  ["rerank", "rerank reranker reranking"],
  ["guardrail", "guardrail guardrails guard moderation"],
  ["evaluator", "evaluator evaluation eval score scorer judge"],
  ["handoff", "handoff transfer"],
  ["approval", "approval human_approval"],
  ["decision", "decision"],
  ["memory", "memory"],
  ["prompt", "prompt prompt_template"],
  ["mcp", "mcp mcp_session"],
];

/** What a word says a span is, in nobody's convention in particular. */
export const kindByWord: ReadonlyMap<string, SpanKind> = new Map(
  words.flatMap(([kind, list]) => list.split(" ").map((word) => [word, kind] as const)),
);
