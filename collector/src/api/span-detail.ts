import type { SpanContentRow, SpanLog, SpanRow, SpanScore } from "@spanward/clickhouse";
import { spanFlags } from "@spanward/clickhouse/records";
import type { SettledCall } from "../assemble/settled-calls.ts";
import { decodeStoredSpan } from "../decode/stored-span.ts";
import type { OtlpSpan } from "../decode/otlp.ts";
import type { Decision, SpanContent } from "../normalize/content.ts";
import { normalizeSpan } from "../normalize/normalize-span.ts";
import type { SpanDetail } from "./answers/span-detail.ts";
import type { Bodies } from "./bodies.ts";
import { formatInstant } from "./instant.ts";
import { formatUsd } from "./money.ts";
import { showAttributes } from "./span-attributes.ts";
import { showContent } from "./span-content.ts";
import { decodeLog, showLogs, withMessagesOf } from "./span-logs.ts";
import { notesOf } from "./span-notes.ts";

/** What the store knows of one span. */
export interface StoredDetail {
  row: SpanRow;
  content: SpanContentRow | null; // null: it has expired
  logs: SpanLog[];
  scores: SpanScore[];
  call: SettledCall | null; // null: it is no call to a provider
}

/** Everything about one span, its texts cut by `bodies`. */
export function showSpan(project: string, stored: StoredDetail, bodies: Bodies): SpanDetail {
  const { row, content, call } = stored;
  const { otlp, normalized, logs, said } = readStored(project, stored);
  return {
    ...identity(row),
    ...otlpFields(row, otlp, bodies),
    ...numbers(row, call),
    content: showContent(said, bodies),
    decisions: [...(normalized?.readDecisions() ?? []), ...countDecision(call)],
    logs: showLogs(logs, bodies),
    scores: stored.scores.map(({ timeUnixNano, ...score }) => ({
      ...score,
      time: formatInstant(timeUnixNano),
    })),
    notes: notesOf(row, content),
  };
}

/** What was said in a span, whole. */
export const contentOf = (
  project: string,
  stored: Pick<StoredDetail, "row" | "content" | "logs">,
): SpanContent => readStored(project, stored).said;

/** Reads a span again, by the rules of today. */
function readStored(
  project: string,
  { row, content, logs: stored }: Pick<StoredDetail, "row" | "content" | "logs">,
) {
  const otlp = content && decodeStoredSpan(asSent(row), content);
  const normalized = otlp && normalizeSpan(otlp, { project, receivedUnixMs: row.receivedUnixMs });
  const logs = stored.map((log) => decodeLog(log));
  const said = withMessagesOf(logs, normalized?.readContent() ?? nothingSaid);
  return { otlp, normalized, logs, said };
}

/** The row as its sender had it: without the error that only our rules saw. */
const asSent = (row: SpanRow): SpanRow =>
  (row.flags & spanFlags.softError) === 0 ? row : { ...row, status: "unset", statusMessage: "" };

function identity(row: SpanRow) {
  const { agent, agentId, agentVersion, tool } = row;
  return {
    traceId: row.traceId,
    spanId: row.spanId,
    parentSpanId: row.parentSpanId || null,
    name: row.name,
    kind: row.kind,
    convention: row.convention,
    startTime: formatInstant(row.startUnixNano),
    durationNs: Number(row.durationNs),
    status: row.status,
    statusMessage: row.statusMessage,
    errorType: row.errorType,
    service: row.service,
    environment: row.environment,
    agent:
      agent === "" && agentId === "" ? null : { id: agentId, name: agent, version: agentVersion },
    workflow: row.workflow,
    responseId: row.responseId,
    tool: tool === "" ? null : { name: tool, callId: row.toolCallId },
    stream: row.stream,
    ttftNs: row.ttftNs === 0n ? null : Number(row.ttftNs),
    sessionId: row.sessionId || null,
    userId: row.userId || null,
    tags: row.tags,
    labels: row.labels,
  };
}

const otlpKinds = ["internal", "internal", "server", "client", "producer", "consumer"];

function otlpFields(row: SpanRow, otlp: OtlpSpan | null, bodies: Bodies) {
  const startTime = otlp?.startTimeUnixNano ?? row.startUnixNano;
  return {
    otlpKind: otlpKinds[otlp?.kind ?? 0] ?? "internal",
    sentStartTime: formatInstant(startTime),
    scope: { name: otlp?.scope.name ?? "", version: otlp?.scope.version ?? "" },
    exception: showException(otlp, bodies),
    attributes: otlp ? showAttributes("attributes", otlp.attributes, bodies) : [],
    resource: otlp ? showAttributes("resource", otlp.resource.attributes, bodies) : [],
    events: (otlp?.events ?? []).map((event, i) => ({
      name: event.name,
      time: formatInstant(event.timeUnixNano),
      offsetNs: Number(event.timeUnixNano - startTime),
      attributes: showAttributes(`events.${i}`, event.attributes, bodies),
    })),
    links: (otlp?.links ?? []).map((link, i) => ({
      traceId: link.traceId,
      spanId: link.spanId,
      attributes: showAttributes(`links.${i}`, link.attributes, bodies),
    })),
    dropped: {
      attributes: otlp?.droppedAttributesCount ?? 0,
      events: otlp?.droppedEventsCount ?? 0,
      links: otlp?.droppedLinksCount ?? 0,
    },
  };
}

function showException(otlp: OtlpSpan | null, bodies: Bodies): SpanDetail["exception"] {
  const event = otlp?.events.findLast(({ name }) => name === "exception");
  if (!event) return null;
  const text = (key: string) => {
    const value = event.attributes.get(key);
    return typeof value === "string" ? value : "";
  };
  return {
    type: text("exception.type"),
    message: text("exception.message"),
    stacktrace: bodies.cut("exception.stacktrace", text("exception.stacktrace")),
  };
}

/** The numbers of a call as its whole trace tells of it; of another span as they are stored. */
function numbers(row: SpanRow, call: SettledCall | null) {
  const source = call?.span.usageSource ?? row.usageSource;
  const usage = call?.span.usage ?? row;
  const cost = call ? call.span.reportedCostNanoUsd : row.reportedCostNanoUsd;
  return {
    provider: call?.span.provider ?? row.provider,
    requestModel: call?.span.requestModel ?? row.requestModel,
    responseModel: call?.span.model ?? row.model,
    finishReason: call?.span.finishReason ?? row.finishReason,
    usage:
      source === "none"
        ? null
        : {
            inputTokens: usage.inputTokens,
            outputTokens: usage.outputTokens,
            cacheReadTokens: usage.cacheReadTokens,
            cacheWriteTokens: usage.cacheWriteTokens,
            cacheWrite1hTokens: usage.cacheWrite1hTokens,
            reasoningTokens: usage.reasoningTokens,
            audioInputTokens: usage.audioInputTokens,
            audioOutputTokens: usage.audioOutputTokens,
            source,
          },
    counted: call?.counted ?? false,
    supersededBy: call?.supersededBy ?? null,
    reportedCostUsd: cost === null ? null : formatUsd(cost),
  };
}

function countDecision(call: SettledCall | null): Decision[] {
  if (!call) return [];
  const rule = call.counted
    ? "No other span tells more of this call, so it is added to the totals."
    : "Another span tells of the same call, so this one is not added to the totals.";
  const sources = call.supersededBy === null ? [] : [{ key: "span id", value: call.supersededBy }];
  return [{ field: "counted", value: call.counted ? "yes" : "no", rule, sources }];
}

const nothingSaid: SpanContent = {
  system: [],
  input: [],
  output: [],
  inputValue: null,
  outputValue: null,
  toolDefinitions: [],
  documents: [],
  decision: null,
};
