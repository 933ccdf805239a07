import { spanKinds, spanStatuses, usageSources } from "@spanward/clickhouse/records";
import { z } from "zod";

/**
 * A text that may be cut. `part` is null when `text` is all of it; else it names what to ask
 * `GET …/spans/:spanId/parts?part=…&offset=…` for.
 */
export const Body = z.object({
  text: z.string(),
  characters: z.number(), // of the whole, in UTF-16 code units, the unit of `offset`
  part: z.string().nullable(),
});
export type Body = z.infer<typeof Body>;

export const Part = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text"), body: Body }),
  z.object({ type: z.literal("reasoning"), body: Body }),
  z.object({ type: z.literal("tool_call"), id: z.string(), name: z.string(), arguments: Body }),
  z.object({ type: z.literal("tool_result"), id: z.string(), name: z.string(), result: Body }),
  z.object({
    type: z.literal("media"),
    mimeType: z.string(),
    bytes: z.number(),
    source: z.enum(["inline", "url", "file"]),
    reference: z.string(), // a URL or file id; "" for inline data, which is never sent along
  }),
  z.object({ type: z.literal("json"), body: Body }),
]);
export type Part = z.infer<typeof Part>;

export const ContentMessage = z.object({
  role: z.string(),
  name: z.string().nullable(),
  finishReason: z.string().nullable(),
  parts: z.array(Part),
});
export type ContentMessage = z.infer<typeof ContentMessage>;

/** An attribute for display: its value as text, JSON where it is no scalar. */
export const Attribute = z.object({
  key: z.string(),
  type: z.enum(["string", "number", "boolean", "bytes", "array", "object", "empty"]),
  value: Body,
});
export type Attribute = z.infer<typeof Attribute>;

/** Everything about one span. Texts past 16,384 characters are cut and name their part. */
export const SpanDetail = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().nullable(),
  name: z.string(),
  kind: z.enum(spanKinds),
  otlpKind: z.string(), // internal | server | client | producer | consumer
  convention: z.string(),
  startTime: z.string(), // RFC 3339, nanoseconds, UTC
  sentStartTime: z.string(), // as sent; differs from startTime when that was clamped
  durationNs: z.number(),
  status: z.enum(spanStatuses),
  statusMessage: z.string(),
  errorType: z.string(),
  exception: z.object({ type: z.string(), message: z.string(), stacktrace: Body }).nullable(),
  service: z.string(),
  environment: z.string(),
  scope: z.object({ name: z.string(), version: z.string() }),
  agent: z.object({ id: z.string(), name: z.string(), version: z.string() }).nullable(),
  workflow: z.string(),
  provider: z.string(),
  requestModel: z.string(),
  responseModel: z.string(),
  responseId: z.string(),
  tool: z.object({ name: z.string(), callId: z.string() }).nullable(),
  finishReason: z.string(),
  stream: z.boolean(),
  ttftNs: z.number().nullable(),
  sessionId: z.string().nullable(),
  userId: z.string().nullable(),
  tags: z.record(z.string(), z.string()),
  labels: z.array(z.string()),
  usage: z
    .object({
      inputTokens: z.number(),
      outputTokens: z.number(),
      cacheReadTokens: z.number(),
      cacheWriteTokens: z.number(),
      cacheWrite1hTokens: z.number(),
      reasoningTokens: z.number(),
      audioInputTokens: z.number(),
      audioOutputTokens: z.number(),
      source: z.enum(usageSources),
    })
    .nullable(), // null: nothing was reported
  counted: z.boolean(),
  supersededBy: z.string().nullable(), // the span id below it that counts this call
  reportedCostUsd: z.string().nullable(),
  content: z.object({
    system: z.array(Part),
    input: z.array(ContentMessage),
    output: z.array(ContentMessage),
    inputValue: Body.nullable(),
    outputValue: Body.nullable(),
    toolDefinitions: z.array(z.object({ name: z.string(), description: z.string(), schema: Body })),
    documents: z.array(z.object({ id: z.string(), content: Body, score: z.number().nullable() })),
    decision: z
      .object({ alternatives: z.array(z.string()), chosen: z.string(), reason: z.string() })
      .nullable(),
  }),
  decisions: z.array(
    z.object({
      field: z.string(),
      value: z.string(),
      rule: z.string(),
      sources: z.array(z.object({ key: z.string(), value: z.string() })),
    }),
  ), // "why this number"
  attributes: z.array(Attribute),
  resource: z.array(Attribute),
  events: z.array(
    z.object({
      name: z.string(),
      time: z.string(),
      offsetNs: z.number(),
      attributes: z.array(Attribute),
    }),
  ),
  links: z.array(
    z.object({ traceId: z.string(), spanId: z.string(), attributes: z.array(Attribute) }),
  ),
  logs: z.array(
    z.object({
      eventName: z.string(),
      time: z.string(),
      severity: z.number(),
      body: Body.nullable(),
      attributes: z.array(Attribute),
    }),
  ),
  scores: z.array(
    z.object({
      name: z.string(),
      value: z.number().nullable(),
      label: z.string(),
      explanation: z.string(),
      source: z.string(),
      evaluator: z.string(),
      time: z.string(),
    }),
  ),
  dropped: z.object({ attributes: z.number(), events: z.number(), links: z.number() }),
  notes: z.array(z.string()), // what the reader must know: clamped times, cut attributes, …
});
export type SpanDetail = z.infer<typeof SpanDetail>;

/** A slice of a text that was cut. */
export const SpanPart = z.object({
  part: z.string(),
  offset: z.number(),
  text: z.string(),
  characters: z.number(), // of the whole
  nextOffset: z.number().nullable(), // null: this was the end
});
export type SpanPart = z.infer<typeof SpanPart>;
