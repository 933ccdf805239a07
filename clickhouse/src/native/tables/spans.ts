import { type SpanRecord, spanStatuses, usageSources } from "../../records/span.ts";
import { array } from "../array-column.ts";
import { lowCardinality } from "../low-cardinality-column.ts";
import { map } from "../map-column.ts";
import { nullable } from "../nullable-column.ts";
import * as scalar from "../scalar-columns.ts";
import { columnOf, TableEncoder } from "../table-encoder.ts";

const column = columnOf<SpanRecord>();

/** Writes rows of table `spans`. */
export const createSpansEncoder = () =>
  new TableEncoder([
    ...identityColumns(),
    ...descriptionColumns(),
    ...usageColumns(),
    column("input_preview", scalar.text(), (span) => span.inputPreview),
    column("output_preview", scalar.text(), (span) => span.outputPreview),
    column("content_bytes", scalar.uint64(), (span) => span.contentBytes),
    column("event_count", scalar.uint32(), (span) => span.eventCount),
    column("link_count", scalar.uint32(), (span) => span.linkCount),
    column("flags", scalar.uint32(), (span) => span.flags),
    column("attributes", map(lowCardinality(), scalar.text()), (span) => span.attributes),
    column("received_at", scalar.unixMs(), (span) => span.receivedUnixMs),
    column("ver", scalar.bigUint64(), (span) => span.ver),
  ]);

const identityColumns = () => [
  column("project", lowCardinality(), (span) => span.project),
  column("trace_id", scalar.text(), (span) => span.traceId),
  column("span_id", scalar.text(), (span) => span.spanId),
  column("parent_span_id", scalar.text(), (span) => span.parentSpanId),
  column("start_time", scalar.unixNano(), (span) => span.startUnixNano),
  column("duration_ns", scalar.bigUint64(), (span) => span.durationNs),
];

const descriptionColumns = () => [
  column("name", lowCardinality(), (span) => span.name),
  column("kind", lowCardinality(), (span) => span.kind),
  column("status", scalar.enum8(spanStatuses), (span) => span.status),
  column("status_message", scalar.text(), (span) => span.statusMessage),
  column("error_type", lowCardinality(), (span) => span.errorType),
  column("service", lowCardinality(), (span) => span.service),
  column("environment", lowCardinality(), (span) => span.environment),
  column("scope", lowCardinality(), (span) => span.scope),
  column("convention", lowCardinality(), (span) => span.convention),
  column("agent", lowCardinality(), (span) => span.agent),
  column("agent_id", scalar.text(), (span) => span.agentId),
  column("agent_version", lowCardinality(), (span) => span.agentVersion),
  column("workflow", lowCardinality(), (span) => span.workflow),
  column("provider", lowCardinality(), (span) => span.provider),
  column("model", lowCardinality(), (span) => span.model),
  column("request_model", lowCardinality(), (span) => span.requestModel),
  column("response_id", scalar.text(), (span) => span.responseId),
  column("tool", lowCardinality(), (span) => span.tool),
  column("tool_call_id", scalar.text(), (span) => span.toolCallId),
  column("requested_tools", array(lowCardinality()), (span) => span.requestedTools),
  column("finish_reason", lowCardinality(), (span) => span.finishReason),
  column("session_id", scalar.text(), (span) => span.sessionId),
  column("user_id", scalar.text(), (span) => span.userId),
  column("business_unit", lowCardinality(), (span) => span.businessUnit),
  column("use_case", lowCardinality(), (span) => span.useCase),
  column("tags", map(lowCardinality(), scalar.text()), (span) => span.tags),
  column("labels", array(lowCardinality()), (span) => span.labels),
];

const usageColumns = () => [
  column("usage_source", scalar.enum8(usageSources), (span) => span.usageSource),
  column("counted", scalar.bool(), (span) => span.counted),
  column("input_tokens", scalar.uint64(), (span) => span.usage.inputTokens),
  column("output_tokens", scalar.uint64(), (span) => span.usage.outputTokens),
  column("cache_read_tokens", scalar.uint64(), (span) => span.usage.cacheReadTokens),
  column("cache_write_tokens", scalar.uint64(), (span) => span.usage.cacheWriteTokens),
  column("cache_write_1h_tokens", scalar.uint64(), (span) => span.usage.cacheWrite1hTokens),
  column("reasoning_tokens", scalar.uint64(), (span) => span.usage.reasoningTokens),
  column("audio_input_tokens", scalar.uint64(), (span) => span.usage.audioInputTokens),
  column("audio_output_tokens", scalar.uint64(), (span) => span.usage.audioOutputTokens),
  column(
    "reported_cost_nano_usd",
    nullable(scalar.bigInt64(), 0n),
    (span) => span.reportedCostNanoUsd,
  ),
  column("stream", scalar.bool(), (span) => span.stream),
  column("ttft_ns", scalar.bigUint64(), (span) => span.ttftNs),
];
