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

interface RowContext extends NormalizeContext {
  contentBytes: number;
}

// One literal: an object put together by spreading so many fields is slow to make and to read.
/** The narrow row of a span: what the rules found, and what was sent as it is. */
export function buildSpan(otlp: OtlpSpan, facts: SpanFacts, context: RowContext): SpanRecord {
  const time = clampTime(otlp, context.receivedUnixMs);
  const pending = isPending(otlp);
  const { agent, attribution, model, outcome, said, tool, usage } = facts;
  const span: SpanRecord = {
    project: context.project,
    traceId: otlp.traceId,
    spanId: otlp.spanId,
    parentSpanId: otlp.parentSpanId,
    startUnixNano: time.startUnixNano,
    durationNs: pending ? 0n : time.durationNs,
    name: otlp.name,
    kind: facts.kind.value,
    status: outcome.status,
    statusMessage: outcome.message,
    errorType: outcome.errorType,
    service: readText(otlp.resource.attributes, "service.name"),
    environment: findEnvironment(otlp.attributes, otlp.resource.attributes),
    scope: otlp.scope.name,
    convention: facts.kind.convention,
    agent: agent.name.value,
    agentId: agent.id,
    agentVersion: agent.version,
    workflow: facts.workflow,
    provider: facts.provider.value,
    model: model.model.value,
    requestModel: model.request.value,
    responseId: facts.answerId.value,
    tool: tool.name,
    toolCallId: tool.callId,
    requestedTools: facts.requestedTools,
    finishReason: facts.finishReason,
    sessionId: facts.session.value,
    userId: facts.user.value,
    businessUnit: attribution.businessUnit,
    useCase: attribution.useCase,
    tags: attribution.tags,
    labels: attribution.labels,
    usageSource: usage.source,
    counted: false,
    usage: usage.usage,
    reportedCostNanoUsd: facts.cost?.nanoUsd ?? null,
    stream: facts.stream,
    ttftNs: facts.ttftNs,
    inputPreview: previewOf(newestInput(said)),
    outputPreview: previewOf(answerText(said)),
    contentBytes: context.contentBytes,
    eventCount: otlp.events.length,
    linkCount: otlp.links.length,
    flags: time.flags | flagsOf(otlp, facts, pending),
    attributes: filterAttributes(otlp.attributes),
    receivedUnixMs: context.receivedUnixMs,
    ver: rankOf(otlp, pending),
  };
  span.counted = isCall(span);
  return span;
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
