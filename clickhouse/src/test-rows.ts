import type { Database } from "./database.ts";
import { encodeRows } from "./native/encode-rows.ts";
import { noRows, noUsage, type Rows, type SpanIoRecord, type SpanRecord } from "./records/index.ts";

/** 2026-11-18T10:00:00Z, in nanoseconds: where the spans of tests start unless they say otherwise. */
export const testStart = 1_794_996_000_000_000_000n;

/** Inserts rows as the server does, one block for each table. */
export async function insertRows(db: Database, rows: Partial<Rows>): Promise<void> {
  for (const { table, columns, bytes } of encodeRows({ ...noRows(), ...rows })) {
    await db.insertNative(table, columns, [bytes]);
  }
}

/** A span about which nothing is known but what a test says of it. */
export function testSpan(
  span: Partial<SpanRecord> & { traceId: string; spanId: string },
): SpanRecord {
  return {
    project: "default",
    parentSpanId: "",
    startUnixNano: testStart,
    durationNs: 1_000_000n,
    name: "step",
    kind: "step",
    status: "unset",
    statusMessage: "",
    errorType: "",
    service: "",
    environment: "",
    scope: "",
    convention: "",
    agent: "",
    agentId: "",
    agentVersion: "",
    workflow: "",
    provider: "",
    model: "",
    requestModel: "",
    responseId: "",
    tool: "",
    toolCallId: "",
    requestedTools: [],
    finishReason: "",
    sessionId: "",
    userId: "",
    businessUnit: "",
    useCase: "",
    tags: {},
    labels: [],
    usageSource: "none",
    counted: false,
    usage: noUsage,
    reportedCostNanoUsd: null,
    stream: false,
    ttftNs: 0n,
    inputPreview: "",
    outputPreview: "",
    contentBytes: 0,
    eventCount: 0,
    linkCount: 0,
    flags: 0,
    attributes: {},
    receivedUnixMs: Date.now(),
    ver: 1n,
    ...span,
  };
}

/** One counted model call with the given tokens, reported by the provider. */
export function testCall(
  span: Partial<SpanRecord> & { traceId: string; spanId: string },
  [inputTokens, outputTokens]: [number, number],
): SpanRecord {
  return testSpan({
    kind: "llm",
    name: "chat small",
    model: "small",
    counted: true,
    usageSource: "provider",
    usage: { ...noUsage, inputTokens, outputTokens },
    ...span,
  });
}

/** The content of a span about which nothing is known but what a test says of it. */
export function testContent(
  content: Partial<SpanIoRecord> & { traceId: string; spanId: string },
): SpanIoRecord {
  return {
    project: "default",
    startUnixNano: testStart,
    attributes: "[]",
    events: "[]",
    links: "[]",
    resource: "{}",
    scope: "{}",
    schemaUrl: "",
    traceState: "",
    otlpKind: 1,
    otlpFlags: 0,
    sentStartUnixNano: testStart,
    sentEndUnixNano: testStart + 1_000_000n,
    droppedAttributes: 0,
    droppedEvents: 0,
    droppedLinks: 0,
    newInput: "",
    output: "",
    receivedUnixMs: Date.now(),
    ver: 1n,
    ...content,
  };
}
