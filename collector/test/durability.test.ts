import { randomInt } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TraceList, type TraceSummary } from "../src/api/answers/trace-summary.ts";
import { type Batch, startLoad, tokensPerSpan } from "./durability-load.ts";
import { newDataFolder } from "./open-test-server.ts";
import { type Spanward, startSpanward } from "./spanward.ts";
import { sendTrace } from "./traces.ts";

// Goal: what was acknowledged is there after the worst, once.
// Method: a real server and a real engine, killed as nothing can be prepared for, while others send.

/** `DURABILITY_ROUNDS=20` kills the server that often. */
const rounds = Number(process.env["DURABILITY_ROUNDS"] ?? 3);

let dataDir: string;
let running: Spanward | null;

beforeEach(async () => {
  dataDir = await newDataFolder();
  running = null;
});
afterEach(async () => {
  running?.process.kill("SIGKILL");
  await running?.ended;
  await rm(dataDir, { recursive: true, force: true });
});

test(
  `survives kill -9 of the server during load, ${rounds} times`,
  async () => {
    const batches: Batch[] = [];
    for (let round = 0; round < rounds; round++) {
      const url = await start();
      for (const batch of batches.slice(0, 3)) await sendTrace(url, batch.body); // senders retry
      const load = startLoad(url, 4);
      await delay(300 + randomInt(1200));
      running?.process.kill("SIGKILL");
      await running?.ended;
      await load.stop();
      batches.push(...load.batches);
      expect(load.refusals).toEqual([]);
    }
    const url = await start();
    await settled(url);
    await expectStored(url, batches);
  },
  60_000 + rounds * 20_000,
);

test.runIf(existsSync("/proc/self/task"))(
  "survives kill -9 of the engine alone, and goes on accepting meanwhile",
  async () => {
    const url = await start();
    const load = startLoad(url, 2);
    for (let kill = 0; kill < 2; kill++) {
      await delay(1500);
      for (const pid of childrenOf(running?.process.pid)) process.kill(pid, "SIGKILL");
    }
    await delay(1500);
    await load.stop();
    expect(load.refusals).toEqual([]);
    await settled(url);
    await expectStored(url, load.batches);
  },
);

async function start(): Promise<string> {
  running = startSpanward(["serve"], {
    SPANWARD_DATA_DIR: dataDir,
    SPANWARD_HTTP_PORT: "0",
    SPANWARD_GRPC: "false",
  });
  return running.said(/Open\s+(http\S+)/);
}

async function settled(url: string): Promise<void> {
  for (;;) {
    const { ingest } = Object(await (await fetch(`${url}/api/status`)).json());
    expect(ingest.accepted).toBe(ingest.stored + ingest.rejected + ingest.waiting);
    if (ingest.oldestWaitingMs === 0) return;
    await delay(100);
  }
}

async function expectStored(url: string, batches: Batch[]): Promise<void> {
  const stored = new Map<string, TraceSummary>();
  for (const trace of await listTraces(url)) {
    expect(stored.has(trace.traceId)).toBe(false);
    stored.set(trace.traceId, trace);
  }
  // A batch that nobody acknowledged may be there all the same, but then the whole of it.
  const expected = batches.filter(
    ({ acknowledged, traceId }) => acknowledged || stored.has(traceId),
  );
  expect(expected.length).toBeGreaterThan(rounds);
  expect(expected.map(({ traceId }) => told(stored.get(traceId)))).toEqual(
    expected.map(({ spans }) => ({ spans, tokens: spans * tokensPerSpan })),
  );
}

const told = (trace: TraceSummary | undefined) => ({
  spans: trace?.spanCount,
  tokens: trace?.usage?.inputTokens,
});

async function listTraces(url: string): Promise<TraceSummary[]> {
  const traces: TraceSummary[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const query = new URLSearchParams({
      project: "default",
      limit: "200",
      ...(cursor && { cursor }),
    });
    const page = TraceList.parse(await (await fetch(`${url}/api/traces?${query}`)).json());
    for (const trace of page.traces) traces.push(trace);
    cursor = page.nextCursor;
  }
  return traces;
}

function childrenOf(pid: number | undefined): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
  return children.split(" ").filter(Boolean).map(Number);
}
