import { type LogEventRecord, type ScoreRecord, spanFlags } from "@spanward/clickhouse/records";
import type { OtlpLogRecord } from "../decode/otlp.ts";
import {
  encodeAnyValue,
  encodeAttributes,
  encodeResource,
  encodeScope,
} from "../decode/stored-json.ts";
import type { TraceWitness } from "../resolve/call-window.ts";
import { readText } from "./attributes/read-attribute.ts";
import { clampTime } from "./clamp-time.ts";
import { fingerprint } from "./fingerprint.ts";
import { findSession } from "./identity/find-identity.ts";
import { readLoggedSpan, readWitness } from "./logs/log-call.ts";
import { eventNameOf, fieldsOf } from "./logs/log-fields.ts";
import { evaluationEvent, readScore } from "./logs/read-score.ts";
import type { NormalizeContext } from "./normalize-context.ts";
import { type NormalizedSpan, normalizeSpan } from "./normalize-span.ts";

/** One log record in the canonical model. */
export interface NormalizedLog {
  logEvent: LogEventRecord;
  score: ScoreRecord | null; // the evaluation's result that it is
  span: NormalizedSpan | null; // the span that it stands for, when its sender sends no spans
  witness: TraceWitness | null; // what it tells of a call that has a span of its own
}

/** Puts a log record into the canonical model. It never fails because of what the record holds. */
export function normalizeLog(sent: OtlpLogRecord, context: NormalizeContext): NormalizedLog {
  const timeUnixNano = sent.timeUnixNano > 0n ? sent.timeUnixNano : sent.observedTimeUnixNano;
  const clamped = clampTime(
    { startTimeUnixNano: timeUnixNano, endTimeUnixNano: timeUnixNano },
    context.receivedUnixMs,
  );
  const record = { ...sent, timeUnixNano: clamped.startUnixNano };
  const logEvent = buildLogEvent(record, context);
  const { eventName, recordId } = logEvent;
  const loggedSpan = readLoggedSpan(record, eventName);
  return {
    logEvent,
    score: eventName === evaluationEvent ? scoreOf(record, logEvent) : null,
    span: loggedSpan === null ? null : asSynthetic(normalizeSpan(loggedSpan, context)),
    witness: readWitness(record, { name: eventName, project: context.project, recordId }),
  };
}

function buildLogEvent(
  record: OtlpLogRecord,
  { project, receivedUnixMs }: NormalizeContext,
): LogEventRecord {
  const body = record.body === null ? "" : encodeAnyValue(record.body);
  const attributes = encodeAttributes(record.attributes);
  const resource = encodeResource(record.resource);
  const eventName = eventNameOf(record);
  return {
    project,
    traceId: record.traceId,
    spanId: record.spanId,
    timeUnixNano: record.timeUnixNano,
    recordId: fingerprint(
      `${eventName}\n${record.severityNumber}\n${body}\n${attributes}\n${resource}`,
    ),
    eventName,
    severity: Math.min(Math.max(record.severityNumber, 0), 255),
    service: readText(record.resource.attributes, "service.name"),
    sessionId: findSession(record, []).value,
    body,
    attributes,
    resource,
    scope: encodeScope(record.scope),
    receivedUnixMs,
  };
}

function scoreOf(record: OtlpLogRecord, event: LogEventRecord): ScoreRecord | null {
  const { project, receivedUnixMs, recordId: scoreId, spanId, timeUnixNano, traceId } = event;
  const scope = record.scope.name;
  return readScore({
    project,
    traceId,
    spanId,
    scoreId,
    timeUnixNano,
    receivedUnixMs,
    scope,
    fields: fieldsOf(record),
  });
}

function asSynthetic(normalized: NormalizedSpan): NormalizedSpan {
  const { span } = normalized;
  return { ...normalized, span: { ...span, flags: span.flags | spanFlags.synthetic } };
}
