import protobuf from "protobufjs";

// The part of opentelemetry-proto 1.11 that traces need: what a plain pipeline would generate from.
const schema = `
syntax = "proto3";
message ExportTraceServiceRequest { repeated ResourceSpans resource_spans = 1; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; string schema_url = 3; }
message Resource { repeated KeyValue attributes = 1; uint32 dropped_attributes_count = 2; }
message ScopeSpans { Scope scope = 1; repeated Span spans = 2; string schema_url = 3; }
message Scope { string name = 1; string version = 2; repeated KeyValue attributes = 3; }
message Span {
  bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; bytes parent_span_id = 4; string name = 5;
  int32 kind = 6; fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8;
  repeated KeyValue attributes = 9; uint32 dropped_attributes_count = 10; repeated Event events = 11;
  uint32 dropped_events_count = 12; repeated Link links = 13; uint32 dropped_links_count = 14;
  Status status = 15; fixed32 flags = 16;
}
message Event { fixed64 time_unix_nano = 1; string name = 2; repeated KeyValue attributes = 3; }
message Link { bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; repeated KeyValue attributes = 4; }
message Status { string message = 2; int32 code = 3; }
message KeyValue { string key = 1; AnyValue value = 2; }
message AnyValue { oneof value {
  string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4;
  ArrayValue array_value = 5; KeyValueList kvlist_value = 6; bytes bytes_value = 7; } }
message ArrayValue { repeated AnyValue values = 1; }
message KeyValueList { repeated KeyValue values = 1; }`;

const Request = protobuf
  .parse(schema, { keepCase: false })
  .root.lookupType("ExportTraceServiceRequest");

/** Decodes a request with protobufjs and writes its spans as JSON lines, one column for each field. */
export function decodeWithProtobufjs(body: Uint8Array): string {
  const request = Request.toObject(Request.decode(body), { longs: String, bytes: String });
  const lines: string[] = [];
  for (const { resource, scopeSpans } of request["resourceSpans"] ?? [])
    for (const { scope, spans } of scopeSpans ?? [])
      lines.push(...spans.map((span: Sent) => toLine(span, { scope: scope?.name, resource })));
  return lines.join("\n");
}

/** The rows of a request as objects, for the client's JSON insert. @throws when it is no request */
export function readReferenceRows(body: Uint8Array): { spans: object[]; io: object[] } {
  const request = Request.toObject(Request.decode(body), { longs: String, bytes: Buffer });
  const spans: object[] = [];
  const io: object[] = [];
  for (const { resource, scopeSpans } of request["resourceSpans"] ?? [])
    for (const { scope, spans: sent } of scopeSpans ?? [])
      for (const span of sent ?? []) {
        const rows = toRows(span, { resource, scope });
        spans.push(rows.span);
        io.push(rows.io);
      }
  return { spans, io };
}

function toRows(span: Sent, { resource, scope }: { resource?: Sent; scope?: { name?: string } }) {
  const values = valuesOf(span);
  const text = (key: string) => values[key] ?? "";
  const whole = (key: string) => values[key] ?? "0";
  const isCall = values["gen_ai.operation.name"] === "chat";
  const key = {
    project: "default",
    trace_id: span.traceId?.toString("hex"),
    span_id: span.spanId?.toString("hex"),
    start_time: inSeconds(span.startTimeUnixNano),
    received_at: (Date.now() / 1000).toFixed(3),
    ver: 1,
  };
  const short = Object.entries(values).filter(([, value]) => value.length <= 256);
  const around = valuesOf(resource ?? {});
  return {
    span: {
      ...key,
      parent_span_id: span.parentSpanId?.toString("hex") ?? "",
      duration_ns: String(BigInt(span.endTimeUnixNano ?? 0) - BigInt(span.startTimeUnixNano ?? 0)),
      name: span.name,
      kind: isCall ? "llm" : "other",
      status: ["unset", "ok", "error"][span.status?.code ?? 0],
      service: around["service.name"] ?? "",
      environment: around["deployment.environment.name"] ?? "",
      scope: scope?.name ?? "",
      agent: text("gen_ai.agent.name"),
      provider: text("gen_ai.provider.name"),
      model: text("gen_ai.response.model"),
      request_model: text("gen_ai.request.model"),
      response_id: text("gen_ai.response.id"),
      tool: text("gen_ai.tool.name"),
      tool_call_id: text("gen_ai.tool.call.id"),
      session_id: text("session.id"),
      user_id: text("user.id"),
      business_unit: text("spanward.business_unit"),
      use_case: text("spanward.use_case"),
      usage_source: isCall ? "provider" : "none",
      counted: isCall ? 1 : 0,
      input_tokens: whole("gen_ai.usage.input_tokens"),
      output_tokens: whole("gen_ai.usage.output_tokens"),
      cache_read_tokens: whole("gen_ai.usage.cache_read.input_tokens"),
      reasoning_tokens: whole("gen_ai.usage.reasoning.output_tokens"),
      input_preview: text("gen_ai.input.messages").slice(0, 256),
      output_preview: text("gen_ai.output.messages").slice(0, 256),
      attributes: Object.fromEntries(short),
    },
    io: {
      ...key,
      attributes: JSON.stringify(span.attributes ?? []),
      resource: JSON.stringify(resource ?? {}),
      scope: JSON.stringify(scope ?? {}),
      new_input: text("gen_ai.input.messages").slice(-1000),
      output: text("gen_ai.output.messages") || text("gen_ai.tool.call.result"),
    },
  };
}

const inSeconds = (unixNano = "0"): string =>
  `${unixNano.slice(0, -9) || "0"}.${unixNano.slice(-9).padStart(9, "0")}`;

interface Sent {
  traceId?: Buffer;
  spanId?: Buffer;
  parentSpanId?: Buffer;
  name?: string;
  startTimeUnixNano?: string;
  endTimeUnixNano?: string;
  status?: { code?: number };
  attributes?: { key: string; value?: Record<string, unknown> }[];
}

const valuesOf = ({ attributes = [] }: Sent): Record<string, string> =>
  Object.fromEntries(
    attributes.map(({ key, value }) => {
      const [content = ""] = Object.values(value ?? {});
      return [key, typeof content === "string" ? content : JSON.stringify(content)];
    }),
  );

function toLine(span: Sent, around: object): string {
  return JSON.stringify({ ...span, attributes: valuesOf(span), ...around });
}
