import { type SpanRecord, spanFlags } from "@spanward/clickhouse/records";
import type { Attributes, OtlpSpan } from "../decode/otlp.ts";
import { isCall } from "../resolve/is-call.ts";
import { firstText, readText } from "./attributes/read-attribute.ts";
import { clampTime } from "./clamp-time.ts";
import { hasCutJson } from "./cut-attributes.ts";
import { filterAttributes } from "./filter-attributes.ts";
import type { SpanFacts } from "./find-facts.ts";
import { answerText, newestInput } from "./messages/said.ts";
import type { NormalizeContext } from "./normalize-context.ts";
import { isPending } from "./pending.ts";
import { previewOf } from "./preview.ts";

/** The narrow row of a span: what the rules found, and what was sent as it is. */
export function buildSpan(otlp: OtlpSpan, facts: SpanFacts, context: NormalizeContext): SpanRecord {
  const time = clampTime(otlp, context.receivedUnixMs);
  const pending = isPending(otlp);
  const span: SpanRecord = {
    ...identify(otlp, facts),
    project: context.project,
    startUnixNano: time.startUnixNano,
    durationNs: pending ? 0n : time.durationNs,
    status: facts.outcome.status,
    statusMessage: facts.outcome.message,
    errorType: facts.outcome.errorType,
    counted: false,
    usageSource: facts.usage.source,
    usage: facts.usage.usage,
    reportedCostNanoUsd: facts.cost?.nanoUsd ?? null,
    stream: facts.stream,
    ttftNs: facts.ttftNs,
    inputPreview: previewOf(newestInput(facts.said)),
    outputPreview: previewOf(answerText(facts.said)),
    contentBytes: 0,
    eventCount: otlp.events.length,
    linkCount: otlp.links.length,
    flags: time.flags | flagsOf(otlp, facts, pending),
    attributes: filterAttributes(otlp.attributes),
    receivedUnixMs: context.receivedUnixMs,
    ver: rankOf(otlp, pending),
  };
  return { ...span, counted: isCall(span) };
}

type Identified = Pick<
  SpanRecord,
  | "traceId"
  | "spanId"
  | "parentSpanId"
  | "name"
  | "kind"
  | "service"
  | "environment"
  | "scope"
  | "convention"
  | "agent"
  | "agentId"
  | "agentVersion"
  | "workflow"
  | "provider"
  | "model"
  | "requestModel"
  | "responseId"
  | "tool"
  | "toolCallId"
  | "requestedTools"
  | "finishReason"
  | "sessionId"
  | "userId"
  | "businessUnit"
  | "useCase"
  | "tags"
  | "labels"
>;

function identify(otlp: OtlpSpan, facts: SpanFacts): Identified {
  return {
    traceId: otlp.traceId,
    spanId: otlp.spanId,
    parentSpanId: otlp.parentSpanId,
    name: otlp.name,
    kind: facts.kind.value,
    service: readText(otlp.resource.attributes, "service.name"),
    environment: findEnvironment(otlp.attributes, otlp.resource.attributes),
    scope: otlp.scope.name,
    convention: facts.kind.convention,
    agent: facts.agent.name.value,
    agentId: facts.agent.id,
    agentVersion: facts.agent.version,
    workflow: facts.workflow,
    provider: facts.provider.value,
    model: facts.model.model.value,
    requestModel: facts.model.request.value,
    responseId: facts.answerId.value,
    tool: facts.tool.name,
    toolCallId: facts.tool.callId,
    requestedTools: facts.requestedTools,
    finishReason: facts.finishReason,
    sessionId: facts.session.value,
    userId: facts.user.value,
    ...facts.attribution,
  };
}

function findEnvironment(own: Attributes, resource: Attributes): string {
  const keys = ["deployment.environment.name", "deployment.environment", "sentry.environment"];
  return (
    (firstText(own, ["langfuse.environment", ...keys]) ?? firstText(resource, keys))?.value ?? ""
  );
}

function flagsOf(otlp: OtlpSpan, facts: SpanFacts, pending: boolean): number {
  const dropped =
    otlp.droppedAttributesCount + otlp.droppedEventsCount + otlp.droppedLinksCount > 0;
  return (
    (hasCutJson(otlp) ? spanFlags.contentTruncated : 0) |
    (dropped ? spanFlags.dropped : 0) |
    (pending ? spanFlags.pending : 0) |
    (facts.outcome.soft ? spanFlags.softError : 0)
  );
}

/** The more complete of two deliveries of one span wins, whichever came first. */
function rankOf(otlp: OtlpSpan, pending: boolean): bigint {
  const parts = otlp.attributes.size + otlp.events.length + otlp.links.length;
  return (pending ? 0n : 2n ** 32n) + BigInt(parts);
}
