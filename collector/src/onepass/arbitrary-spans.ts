import fc from "fast-check";
import { roleKeys } from "./key-class.ts";

// Spans like others, and spans nearly like others: the shapes are few, the values are many, and among
// them are those that mean something to a rule.

const words = fc.constantFrom(
  ..."s-1 u-7 none None NULL undefined nan redacted [scrubbed] <redacted> *** filtered status error".split(
    " ",
  ),
  "",
  " ",
  " padded ",
  '"quoted"',
  "null",
  "true",
  "0",
  "-1",
  "1e3",
  "NaN",
  "ERROR",
  "gpt-5",
  "{",
  "[",
  "[1",
  '{"a":1',
  '{"a":1}',
  "[]",
  "{}",
  "['x']",
  "{'error': 'x'}",
  "[note] text",
  '{"error":"boom"}',
  '{"status":"error"}',
  '{"isError":true}',
  '{"st\\u0061tus":"error"}',
  '{"id":"chatcmpl-1","usage":{"input_tokens":3,"output_tokens":4}}',
  '"{\\"error\\":\\"x\\"}"',
  "a\nb\tc",
  "a\u00a0b",
  "é",
  "日本語",
  "🙂🙂",
  "\u0000",
  "\u001f",
  "back\\slash",
  '\\"',
  "\u2028",
  "x".repeat(255),
  "x".repeat(257),
  "é".repeat(200),
  `{"t":"${"y".repeat(100)}`,
  "  leading and   many   spaces ".repeat(30),
  "z".repeat(70_000),
  "chat",
  "execute_tool",
  "invoke_agent",
  "embeddings",
  "retrieval",
  "openai",
  "anthropic",
  "llm",
  "tool",
  "LLM",
  "TOOL",
  "CHAIN",
  "agent",
  "workflow",
  "task",
  "guardrail",
  "handoff",
);

const plain = fc.constantFrom("x-1", "x-2", "lookup", "Retail", "a plain answer, as most are");
const text = fc.oneof(
  { weight: 20, arbitrary: plain },
  { weight: 5, arbitrary: words },
  fc.string({ unit: "binary" }),
  fc.string(),
);

const part = fc.oneof(
  { weight: 20, arbitrary: text.map((content) => ({ type: "text", content })) },
  text.map((content) => ({ content, type: "text" })),
  fc.constant({ type: "tool_call", id: "c1", name: "lookup", arguments: { id: 1 } }),
  fc.constant({ type: "tool_call_response", id: "c1", response: "found" }),
);
const message = fc.record(
  {
    role: fc.constantFrom("user", "assistant", "tool", "system", "developer"),
    parts: fc.array(part, { minLength: 1, maxLength: 2 }),
    finish_reason: fc.constantFrom("stop", "error", "end_turn", "tool_calls"),
  },
  { requiredKeys: ["role", "parts"] },
);
const messages = fc
  .array(message, { maxLength: 4 })
  .chain((list) =>
    fc.constantFrom(
      JSON.stringify(list),
      JSON.stringify(list, null, 1),
      JSON.stringify(list).slice(0, -2),
    ),
  );

const stringOf = (arbitrary: fc.Arbitrary<string>) =>
  arbitrary.map((stringValue): object => ({ stringValue }));
const anyText = stringOf(text);
const anyValue = fc.oneof(
  { weight: 4, arbitrary: anyText },
  fc.nat(1000).map((intValue): object => ({ intValue })),
  fc
    .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
    .map((int): object => ({ intValue: String(int) })),
  fc.double().map((doubleValue): object => ({
    doubleValue: Number.isFinite(doubleValue) ? doubleValue : String(doubleValue),
  })),
  fc
    .constantFrom(0, -0, 0.5, 3, 1e21, 5e-7, 2 ** 53)
    .map((doubleValue): object => ({ doubleValue })),
  fc.boolean().map((boolValue): object => ({ boolValue })),
  fc.array(anyText, { maxLength: 3 }).map((values): object => ({ arrayValue: { values } })),
  fc.constant<object>({}),
  fc.constant<object>({ kvlistValue: { values: [{ key: "k", value: { stringValue: "v" } }] } }),
);

const valueOf = (key: string): fc.Arbitrary<object> => {
  const usual = key.endsWith("messages")
    ? stringOf(messages)
    : key === "gen_ai.system_instructions"
      ? stringOf(
          fc.oneof(
            fc.array(part, { maxLength: 2 }).map((list) => JSON.stringify(list)),
            text,
          ),
        )
      : key.startsWith("gen_ai.usage.")
        ? fc.nat(5000).map((intValue) => ({ intValue }))
        : key.endsWith("finish_reasons")
          ? fc
              .constantFrom("stop", "length")
              .map((stringValue) => ({ arrayValue: { values: [{ stringValue }] } }))
          : key.endsWith(".name") || key.endsWith(".kind")
            ? stringOf(
                fc.constantFrom("chat", "execute_tool", "invoke_agent", "llm", "tool", "openai"),
              )
            : anyText;
  return fc.oneof({ weight: 30, arbitrary: usual }, anyValue);
};

const otherKeys = [
  ..."gen_ai.operation.name gen_ai.operation.name gen_ai.provider.name gen_ai.request.model".split(
    " ",
  ),
  ..."gen_ai.response.model gen_ai.response.finish_reasons gen_ai.request.max_tokens".split(" "),
  ..."spanward.kind openinference.span.kind traceloop.span.kind ai.operationId span.type".split(
    " ",
  ),
  ..."gen_ai.usage.total_tokens gen_ai.usage.cache_read_tokens llm.token_count.prompt usage".split(
    " ",
  ),
  ..."gen_ai.response.time_to_first_token stream error error.type success model input output".split(
    " ",
  ),
  ..."langfuse.observation.completion_start_time langfuse.session.id thread.id metadata".split(" "),
  ..."spanward.tag.team spanward.pending logfire.span_type department http.status_code".split(" "),
  ..."gen_ai.prompt.0.content gen_ai.completion.0.role some.event.type x.token.count".split(" "),
  ..."app.one app.two http.route x.content 0 é".split(" "),
];
const keyPool = [...roleKeys, ...otherKeys];

const hex = (digits: number) =>
  fc.nat(9).map((number) => number.toString(16).padStart(digits, number === 0 ? "0" : "a"));

interface Shape {
  keys: string[];
  name: string;
  kind: number;
}

const shape: fc.Arbitrary<Shape> = fc.record({
  keys: fc.oneof(
    fc.shuffledSubarray(keyPool, { maxLength: 12 }),
    fc.constant(
      "gen_ai.operation.name gen_ai.response.id gen_ai.usage.input_tokens gen_ai.usage.output_tokens gen_ai.usage.cache_read.input_tokens gen_ai.input.messages gen_ai.output.messages session.id".split(
        " ",
      ),
    ),
    fc.constant(
      "spanward.kind gen_ai.tool.name gen_ai.tool.call.id gen_ai.tool.call.arguments gen_ai.tool.call.result".split(
        " ",
      ),
    ),
  ),
  name: fc.constantFrom(
    "chat gpt-5",
    "execute_tool x",
    "GET /",
    "handoff to b",
    "run",
    "x.task",
    "é",
  ),
  kind: fc.nat(5),
});

const mostly = <Value>(usual: Value, ...others: Value[]): fc.Arbitrary<Value> =>
  fc.oneof({ weight: 20, arbitrary: fc.constant(usual) }, fc.constantFrom(...others));

const spanOf = ({ keys, kind, name }: Shape, startMs: number): fc.Arbitrary<object> =>
  fc.record(
    {
      traceId: hex(32),
      spanId: hex(16),
      parentSpanId: hex(16),
      name: fc.constant(name),
      kind: fc.constant(kind),
      startTimeUnixNano: fc.nat(5000).map((ms) => String((startMs - ms) * 1_000_000)),
      endTimeUnixNano: fc
        .integer({ min: -10, max: 5000 })
        .map((ms) => String((startMs + ms) * 1_000_000)),
      attributes: fc
        .tuple(...keys.map(valueOf))
        .map((values) => keys.map((key, at) => ({ key, value: values[at] }))),
      flags: fc.constantFrom(0, 257),
      status: mostly<object>({ code: 1 }, {}, { code: 0 }, { code: 2, message: "no" }),
      traceState: mostly("", "a=b"),
      events: mostly<object[]>([], [{ name: "exception", timeUnixNano: "5" }]),
      droppedAttributesCount: mostly(0, 3),
    },
    {
      requiredKeys: [
        "traceId",
        "spanId",
        "name",
        "kind",
        "startTimeUnixNano",
        "endTimeUnixNano",
        "attributes",
      ],
    },
  );

const attributes = fc
  .subarray(["service.name", "session.id", "deployment.environment", "host.name", "team.id"])
  .map((keys) => keys.map((key) => ({ key, value: { stringValue: `of ${key}` } })));

/** A list of `ExportTraceServiceRequest`s with spans that began within five seconds before `startMs`. */
export const arbitrarySpans = (startMs: number): fc.Arbitrary<object[]> =>
  fc.array(shape, { minLength: 1, maxLength: 4 }).chain((shapes) => {
    const span = fc.constantFrom(...shapes).chain((one) => spanOf(one, startMs));
    const scopeSpans = fc.record({
      scope: fc.record({
        name: fc.constantFrom(
          "spanward",
          "ai",
          "@traceloop/instrumentation-anthropic",
          "logfire.x",
        ),
      }),
      spans: fc.array(span, { maxLength: 12 }),
    });
    const resourceSpans = fc.record({
      resource: fc.record({ attributes }),
      scopeSpans: fc.array(scopeSpans, { maxLength: 2 }),
    });
    const request = fc.record({ resourceSpans: fc.array(resourceSpans, { maxLength: 2 }) });
    return fc.array(request, { minLength: 2, maxLength: 4 });
  });
