import { randomBytes } from "node:crypto";

/** A span to send; times in ms since the start of its trace. */
export interface SpanSketch {
  id: string; // any text; hashed by place into a span id
  parent?: string;
  name: string;
  startMs: number;
  endMs: number;
  error?: string; // the message of an exception
  attributes?: Record<string, string | number>;
}

/** A sketched trace, ready to be sent. */
export interface SketchedTrace {
  traceId: string;
  spanIds: ReadonlyMap<string, string>; // by the sketch's id
  /** The OTLP/JSON request for some of its spans. */
  requestOf(sketches: readonly SpanSketch[]): string;
}

/** Gives a trace and its spans their ids, and a start a minute ago. */
export function sketchTrace(sketches: readonly SpanSketch[]): SketchedTrace {
  const traceId = randomBytes(16).toString("hex");
  const startMs = Date.now() - 60_000;
  const spanIds = new Map(
    sketches.map(({ id }, index) => [id, (index + 1).toString(16).padStart(16, "0")]),
  );
  const nano = (ms: number) => `${BigInt(startMs) * 1_000_000n + BigInt(Math.round(ms * 1e6))}`;
  const spanOf = (sketch: SpanSketch) => ({
    traceId,
    spanId: spanIds.get(sketch.id),
    ...(sketch.parent === undefined ? {} : { parentSpanId: spanIds.get(sketch.parent) }),
    name: sketch.name,
    kind: 1,
    startTimeUnixNano: nano(sketch.startMs),
    endTimeUnixNano: nano(sketch.endMs),
    attributes: keyValues(sketch.attributes ?? {}),
    ...(sketch.error === undefined ? {} : failure(sketch.error, nano(sketch.endMs))),
  });
  return {
    traceId,
    spanIds,
    requestOf: (some) =>
      JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: some.map(spanOf) }] }] }),
  };
}

/** Attributes of an agent's own span. */
export const agent = (name: string) => ({
  "gen_ai.operation.name": "invoke_agent",
  "gen_ai.agent.name": name,
});

/** Attributes of a call of a tool. */
export const tool = (name: string, more: Record<string, string> = {}) => ({
  "gen_ai.operation.name": "execute_tool",
  "gen_ai.tool.name": name,
  ...more,
});

/** Attributes of a model call; messages as plain texts. */
export const chat = (input: string, output: string) => ({
  "gen_ai.operation.name": "chat",
  "gen_ai.provider.name": "openai",
  "gen_ai.request.model": "gpt-5",
  "gen_ai.usage.input_tokens": 120,
  "gen_ai.usage.output_tokens": 30,
  "gen_ai.input.messages": messages("user", input),
  "gen_ai.output.messages": messages("assistant", output),
});

const messages = (role: string, content: string) =>
  JSON.stringify([{ role, parts: [{ type: "text", content }] }]);

/** Agents with a hundred steps each, below one root; steps are named by their place. */
export function sketchMany(count: number): SpanSketch[] {
  return Array.from({ length: count }, (_, index): SpanSketch => {
    const startMs = index * 3;
    const name = `step ${index}`;
    if (index === 0) {
      return { id: "0", name, startMs, endMs: count * 3, attributes: agent("planner") };
    }
    if (index % 100 === 1) {
      const attributes = agent(`worker ${index % 9}`);
      return { id: `${index}`, parent: "0", name, startMs, endMs: startMs + 300, attributes };
    }
    const parent = `${index - ((index - 1) % 100)}`;
    const attributes = index % 2 === 0 ? chat("in", "out") : tool(`tool ${index % 7}`);
    return { id: `${index}`, parent, name, startMs, endMs: startMs + 2, attributes };
  });
}

/** An agent that does the same two steps `rounds` times, after a person took an hour to allow it. */
export function loopWithApproval(rounds: number): SpanSketch[] {
  const hourMs = 3_600_000;
  const endMs = hourMs + rounds * 100;
  const approval = { "spanward.kind": "approval", "spanward.approval.state": "approved" };
  return [
    { id: "run", name: "invoke_agent desk", startMs: 0, endMs, attributes: agent("desk") },
    { id: "plan", parent: "run", name: "plan", startMs: 0, endMs: 50, attributes: tool("plan") },
    {
      id: "allow",
      parent: "run",
      name: "approval",
      startMs: 50,
      endMs: hourMs,
      attributes: approval,
    },
    ...Array.from({ length: rounds }, (_, round): SpanSketch[] => {
      const startMs = hourMs + round * 100;
      return [
        {
          id: `ask ${round}`,
          parent: "run",
          name: "chat gpt-5",
          startMs,
          endMs: startMs + 60,
          attributes: chat("in", "out"),
        },
        {
          id: `find ${round}`,
          parent: "run",
          name: "execute_tool find",
          startMs: startMs + 60,
          endMs: startMs + 90,
          attributes: tool("find"),
        },
      ];
    }).flat(),
  ];
}

/** A refund that fails because a tool does, by two agents. */
export const failedRefund: SpanSketch[] = [
  {
    id: "run",
    name: "invoke_agent desk",
    startMs: 0,
    endMs: 900,
    error: "no refund",
    attributes: agent("desk"),
  },
  {
    id: "ask",
    parent: "run",
    name: "chat gpt-5",
    startMs: 10,
    endMs: 200,
    attributes: chat("Refund me", "I will **look**"),
  },
  {
    id: "find",
    parent: "run",
    name: "execute_tool find",
    startMs: 210,
    endMs: 300,
    attributes: tool("find"),
  },
  {
    id: "pay",
    parent: "run",
    name: "execute_tool pay",
    startMs: 310,
    endMs: 500,
    error: "no answer in 30 s",
    attributes: tool("pay", { "gen_ai.tool.call.arguments": '{"order":88213}' }),
  },
  {
    id: "bank",
    parent: "run",
    name: "invoke_agent bank",
    startMs: 510,
    endMs: 700,
    attributes: agent("bank"),
  },
  {
    id: "check",
    parent: "bank",
    name: "execute_tool find",
    startMs: 520,
    endMs: 600,
    attributes: tool("find"),
  },
  {
    id: "say",
    parent: "run",
    name: "chat gpt-5",
    startMs: 710,
    endMs: 900,
    attributes: chat("Well?", "Not now."),
  },
];

function keyValues(attributes: Record<string, string | number>) {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === "number" ? { intValue: String(value) } : { stringValue: value },
  }));
}

function failure(message: string, timeUnixNano: string) {
  const attributes = keyValues({ "exception.type": "ToolTimeout", "exception.message": message });
  return {
    status: { code: 2, message },
    events: [{ name: "exception", timeUnixNano, attributes }],
  };
}
