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

interface Sent {
  attributes?: { key: string; value?: Record<string, unknown> }[];
}

function toLine(span: Sent, around: object): string {
  const pairs = (span.attributes ?? []).map(({ key, value }) => [
    key,
    Object.values(value ?? {})[0],
  ]);
  return JSON.stringify({ ...span, attributes: Object.fromEntries(pairs), ...around });
}
