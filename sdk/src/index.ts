export { agent, type AgentOptions, type AgentSpan } from "./agent.ts";
export {
  approval,
  type ApprovalOptions,
  type ApprovalSpan,
  type ApprovalState,
} from "./approval.ts";
export { decision, type DecisionOptions, type DecisionSpan } from "./decision.ts";
export { handoff, type HandoffOptions } from "./handoff.ts";
export type { Message, MessagePart, Messages } from "./messages.ts";
export { model, type ModelOptions, type ModelSpan } from "./model.ts";
export { ModelAnswer, type TokenUsage } from "./model-answer.ts";
export { readAnswer } from "./read-answer.ts";
export type { AttributePlace, Redact } from "./redact.ts";
export {
  type Document,
  retrieval,
  type RetrievalOptions,
  type RetrievalSpan,
} from "./retrieval.ts";
export type { RunContext } from "./run-context.ts";
export type { StartOptions } from "./settings.ts";
export type { SpanHandle, SpanOptions } from "./span-options.ts";
export type { SpanCounts } from "./span-sender.ts";
export type { Spanward } from "./spanward.ts";
export { start } from "./start.ts";
export { tool, type ToolOptions, type ToolSpan } from "./tool.ts";
export { withContext } from "./with-context.ts";
