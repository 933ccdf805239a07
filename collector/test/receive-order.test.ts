import { rm } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { projectHeader } from "../src/access/sender-gate.ts";
import { createLog } from "../src/log.ts";
import { openServer, type RunningServer } from "../src/server.ts";
import { newDataFolder, testConfig } from "./open-test-server.ts";
import { sendTrace } from "./traces.ts";

// Goal: however the spans of a trace come in, the trace is the same.
// Method: one run of an agent, sent whole to one project and in every bad way to others.

const traceId = "5e11ab1e5e11ab1e5e11ab1e5e11ab1e";
const startUnixNano = BigInt(Date.now()) * 1_000_000n;

type Attributes = Record<string, string | number>;
const call = { "gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-5" };

function span(id: number, parent: number, attributes: Attributes) {
  const at = (offset: number): string => String(startUnixNano + BigInt(offset * 1_000_000));
  const hex = (number: number): string => number.toString(16).padStart(16, "0");
  return {
    traceId,
    spanId: hex(id),
    ...(parent > 0 && { parentSpanId: hex(parent) }),
    name: `span ${id}`,
    startTimeUnixNano: at(id),
    endTimeUnixNano: at(100 - id),
    attributes: Object.entries(attributes).map(([key, value]) => ({
      key,
      value: typeof value === "number" ? { intValue: value } : { stringValue: value },
    })),
  };
}

/** Two turns; each model call is told twice, by the framework and by the provider's client inside it. */
const spans = [
  span(1, 0, { "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "helper" }),
  ...[2, 5].flatMap((id) => [
    span(id, 1, { ...call, "gen_ai.usage.input_tokens": 150 }),
    span(id + 1, id, {
      ...call,
      "gen_ai.usage.input_tokens": 150,
      "gen_ai.usage.output_tokens": 7,
      "gen_ai.response.id": `answer-${id}`,
    }),
    span(id + 2, 1, { "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "find" }),
  ]),
];

let dataDir: string;
let server: RunningServer;

beforeAll(async () => {
  dataDir = await newDataFolder();
  await start();
});
afterAll(async () => {
  await server.close();
  await rm(dataDir, { recursive: true, force: true });
});

test("children first, in pieces, over seconds, twice, and twice over a restart", async () => {
  await send("whole", spans);
  const whole = await read("whole");
  expect(whole.listed).toMatchObject({
    spanCount: 7,
    llmCalls: 2,
    toolCalls: 2,
    usage: { inputTokens: 300, outputTokens: 14 },
    complete: true,
  });

  for (const one of spans.toReversed()) await send("children-first", [one]);
  expect(await read("children-first")).toEqual(whole);

  const order = [4, 1, 6, 0, 3, 5, 2].map((index) => spans.slice(index, index + 1));
  for (const one of order) {
    await send("slowly", one.flat());
    await delay(250); // long enough for a segment of its own
  }
  expect(await read("slowly")).toEqual(whole);

  await send("whole", spans);
  expect(await read("whole")).toEqual(whole);
  await send("outer-then-inner", spans.slice(0, 2));
  await read("outer-then-inner");
  await send("halves", spans.slice(3));
  await server.close();
  await start();
  await send("outer-then-inner", spans.slice(2));
  expect(await read("outer-then-inner")).toEqual(whole);
  for (const project of ["whole", "halves", "children-first"]) await send(project, spans);
  for (const project of ["whole", "halves", "children-first"])
    expect(await read(project)).toEqual(whole);
});

async function start(): Promise<void> {
  const log = createLog({ level: "error" });
  server = await openServer(testConfig({ dataDir, grpc: false }), { log });
}

async function send(project: string, list: object[]): Promise<void> {
  const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: list }] }] });
  const response = await sendTrace(server.otlpUrl, body, { [projectHeader]: project });
  expect(response.status).toBe(200);
}

/** The trace as three routes tell of it, when all that was sent is stored. */
async function read(project: string) {
  const ask = async (path: string) =>
    Object(await (await fetch(`${server.url}/api/${path}?project=${project}`)).json());
  for (let waiting = 1; waiting > 0;) {
    ({ waiting } = (await ask("status")).ingest);
    await delay(20);
  }
  const { traces } = await ask("traces");
  expect(traces).toHaveLength(1);
  return {
    listed: traces[0],
    summary: await ask(`traces/${traceId}`),
    skeleton: await ask(`traces/${traceId}/skeleton`),
  };
}
