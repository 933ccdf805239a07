import { setTimeout as sleep } from "node:timers/promises";
import {
  agent,
  chat,
  loopWithApproval,
  sketchMany,
  sketchTrace,
  type SpanSketch,
  tool,
} from "../trace-sketch.ts";
import { newTrace, readTrace, sendTrace } from "../traces.ts";

/** The traces of the benchmark, by what they are for. */
export interface BenchTraces {
  sized: { spans: number; traceId: string }[];
  loop: string;
  agents: string;
  large: string;
}

const piece = 4000; // spans in a request
const payloadBytes = 20 * 2 ** 20;
const listed = 5000;

/** Sends everything the benchmark looks at, content included, and waits until it can be read. */
export async function sendBenchTraces(url: string, spans: readonly number[]): Promise<BenchTraces> {
  const sized = [];
  for (const count of spans)
    sized.push({ spans: count, traceId: await send(url, sketchMany(count)) });
  const loop = await send(url, loopWithApproval(2500));
  const agents = await send(url, thirtyAgents());
  const large = await send(url, [
    { id: "run", name: "invoke_agent desk", startMs: 0, endMs: 90, attributes: agent("desk") },
    {
      id: "read",
      parent: "run",
      name: "chat gpt-5",
      startMs: 5,
      endMs: 80,
      error: "too large",
      attributes: chat("lorem ipsum ".repeat(payloadBytes / 12), "out"),
    },
  ]);
  for (let sent = 0; sent < listed; sent += 500) {
    const bodies = Array.from({ length: 500 }, () => newTrace().body);
    const resourceSpans = bodies.flatMap((body): unknown[] => JSON.parse(body).resourceSpans);
    await sendPatiently(url, JSON.stringify({ resourceSpans }));
  }
  return { sized, loop, agents, large };
}

/** Thirty agents, each with five steps, that call each other. */
function thirtyAgents(): SpanSketch[] {
  const root: SpanSketch = {
    id: "run",
    name: "invoke_agent planner",
    startMs: 0,
    endMs: 30 * 100,
    attributes: agent("planner"),
  };
  const others = Array.from({ length: 29 }, (_, index): SpanSketch[] => {
    const parent = index % 3 === 0 ? "run" : `agent ${index - 1}`;
    const startMs = index * 100;
    const own: SpanSketch = {
      id: `agent ${index}`,
      parent,
      name: `invoke_agent worker ${index}`,
      startMs,
      endMs: startMs + 90,
      attributes: agent(`worker ${index}`),
    };
    const steps = Array.from({ length: 5 }, (__, step): SpanSketch => ({
      id: `agent ${index} step ${step}`,
      parent: own.id,
      name: `step ${step}`,
      startMs: startMs + step * 10,
      endMs: startMs + step * 10 + 9,
      attributes: step % 2 === 0 ? chat("in", "out") : tool(`tool ${step}`),
    }));
    return [own, ...steps];
  });
  return [root, ...others.flat()];
}

async function send(url: string, sketches: readonly SpanSketch[]): Promise<string> {
  const trace = sketchTrace(sketches);
  for (let from = 0; from < sketches.length; from += piece) {
    await sendPatiently(url, trace.requestOf(sketches.slice(from, from + piece)));
  }
  while ((await readTrace(url, trace.traceId))["spanCount"] !== sketches.length) await sleep(200);
  return trace.traceId;
}

/** A server that is asked for more than it has room for says so, and wants to be asked again. */
async function sendPatiently(url: string, body: string): Promise<void> {
  for (;;) {
    const answer = await sendTrace(url, body);
    if (answer.ok) return;
    if (answer.status !== 429 && answer.status !== 503) throw new Error(await answer.text());
    await sleep(500);
  }
}
