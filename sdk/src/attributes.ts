/**
 * Attribute names this SDK writes that are Spanward's own: what OpenTelemetry's GenAI conventions
 * have no name for. The server reads the same names (collector/src/normalize/conventions).
 */
export const spanward = {
  /** What the span is, where no `gen_ai.operation.name` says it: handoff, decision, approval. */
  kind: "spanward.kind",
  businessUnit: "spanward.business_unit",
  project: "spanward.project",
  useCase: "spanward.use_case",
  /** A prefix: `spanward.tag.channel` = `chat`. */
  tagPrefix: "spanward.tag.",
  /** What went into and came out of a span that is neither a model call nor a tool. Text or JSON. */
  input: "spanward.input",
  output: "spanward.output",
  decisionAlternatives: "spanward.decision.alternatives",
  decisionChosen: "spanward.decision.chosen",
  decisionReason: "spanward.decision.reason",
  /** pending | approved | denied | expired | cancelled */
  approvalState: "spanward.approval.state",
  /** Why approval is asked for, then why it was given or refused. */
  approvalReason: "spanward.approval.reason",
  approvalApprover: "spanward.approval.approver",
  handoffFrom: "spanward.handoff.from",
  handoffTo: "spanward.handoff.to",
  /** true: the span was still open when its process ended, and was closed for it. */
  interrupted: "spanward.interrupted",
  /** true: a placeholder, sent while the span is still open; the finished span takes its place. */
  pending: "spanward.pending",
  /** Keys whose content was dropped because the redaction hook failed on it. */
  redactionFailed: "spanward.redaction_failed",
  /** What the guard decided about the span's action: allow, deny, require_approval, transform. */
  enforcementOutcome: "spanward.enforcement.outcome",
  /** Why, as a stable name: `loop.repeat`, `budget.cost`, … */
  enforcementCode: "spanward.enforcement.code",
  /** enforce, or observe: nothing was held back. */
  enforcementMode: "spanward.enforcement.mode",
  enforcementTier: "spanward.enforcement.tier",
  enforcementRuleIds: "spanward.enforcement.rule_ids",
  /** The policy in force: id, version and digest. */
  enforcementBundle: "spanward.enforcement.bundle",
  enforcementTookUs: "spanward.enforcement.took_us",
  /** What rules, breakers and budgets that only observe would have done. */
  enforcementWouldBe: "spanward.enforcement.would_be",
  enforcementWarnings: "spanward.enforcement.warnings",
  enforcementApprovalId: "spanward.enforcement.approval.id",
  /** On an agent: why its run was stopped. */
  enforcementStopCode: "spanward.enforcement.stop_code",
  enforcementRetryAfterMs: "spanward.enforcement.retry_after_ms",
  /** What a model call cost in US dollars, as decimal text. */
  costUsd: "spanward.cost_usd",
} as const;

/**
 * Attribute names of OpenTelemetry's semantic conventions for generative AI, as of their move to
 * their own repository.
 * Source: https://github.com/open-telemetry/semantic-conventions-genai
 */
export const genAi = {
  operationName: "gen_ai.operation.name",
  providerName: "gen_ai.provider.name",
  requestModel: "gen_ai.request.model",
  requestTemperature: "gen_ai.request.temperature",
  requestTopP: "gen_ai.request.top_p",
  requestMaxTokens: "gen_ai.request.max_tokens",
  requestSeed: "gen_ai.request.seed",
  requestStopSequences: "gen_ai.request.stop_sequences",
  requestStream: "gen_ai.request.stream",
  responseModel: "gen_ai.response.model",
  responseId: "gen_ai.response.id",
  responseFinishReasons: "gen_ai.response.finish_reasons",
  responseTimeToFirstChunk: "gen_ai.response.time_to_first_chunk", // seconds
  usageInputTokens: "gen_ai.usage.input_tokens", // with cache reads and writes
  usageOutputTokens: "gen_ai.usage.output_tokens", // with reasoning
  usageCacheReadTokens: "gen_ai.usage.cache_read.input_tokens",
  usageCacheWriteTokens: "gen_ai.usage.cache_write.input_tokens",
  usageReasoningTokens: "gen_ai.usage.reasoning.output_tokens",
  systemInstructions: "gen_ai.system_instructions",
  inputMessages: "gen_ai.input.messages",
  outputMessages: "gen_ai.output.messages",
  toolDefinitions: "gen_ai.tool.definitions",
  toolName: "gen_ai.tool.name",
  toolType: "gen_ai.tool.type",
  toolDescription: "gen_ai.tool.description",
  toolCallId: "gen_ai.tool.call.id",
  toolCallArguments: "gen_ai.tool.call.arguments",
  toolCallResult: "gen_ai.tool.call.result",
  agentId: "gen_ai.agent.id",
  agentName: "gen_ai.agent.name",
  agentVersion: "gen_ai.agent.version",
  agentDescription: "gen_ai.agent.description",
  conversationId: "gen_ai.conversation.id",
  dataSourceId: "gen_ai.data_source.id",
  retrievalQuery: "gen_ai.retrieval.query.text",
  retrievalDocuments: "gen_ai.retrieval.documents",
  retrievalTopK: "gen_ai.retrieval.top_k",
} as const;
