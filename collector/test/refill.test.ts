import { readdir, rm, truncate } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Diagnosis } from "../src/api/answers/diagnosis.ts";
import { createLog } from "../src/log.ts";
import { openServer, type RunningServer } from "../src/server.ts";
import { newDataFolder, testConfig } from "./open-test-server.ts";
import { newTrace, readTrace, sendTrace } from "./traces.ts";

// Goal: what the disk breaks of the tables comes back from inserted segments that were kept. Method: files
// of the parts are cut off while the server is stopped.

let dataDir: string;
let server: RunningServer | null;
const log = createLog({ level: "error", write: () => {} });

beforeEach(async () => {
  dataDir = await newDataFolder();
  server = null;
});
afterEach(async () => {
  await server?.close();
  await rm(dataDir, { recursive: true, force: true });
});

async function start(settings: object = {}): Promise<RunningServer> {
  await server?.close();
  server = await openServer(testConfig({ dataDir, ...settings }), { log });
  return server;
}

/** Cuts off what the parts of spans and of their content have of columns. */
async function breakParts(): Promise<number> {
  await server?.close();
  server = null;
  const files = await readdir(join(dataDir, "clickhouse"), { recursive: true });
  const data = files.filter((name) => /\/20\d{6}_\d+_\d+_\d+\/data\.bin$/.test(name));
  for (const name of data) await truncate(join(dataDir, "clickhouse", name), 10);
  return data.length;
}

const partsCheck = async (url: string) => {
  const answer: unknown = await (await fetch(`${url}/api/diagnosis`)).json();
  return Diagnosis.parse(answer).checks.find(({ name }) => name === "parts");
};

test("broken parts are filled again from what is kept, once, and the doctor says so", async () => {
  const { body, traceId } = newTrace(7);
  let { url } = await start();
  expect((await sendTrace(url, body)).status).toBe(200);
  await readTrace(url, traceId);
  expect(await breakParts()).toBeGreaterThan(1);
  ({ url } = await start());
  expect(await readTrace(url, traceId)).toMatchObject({ spanCount: 7, llmCalls: 7 });
  await expect
    .poll(() => partsCheck(url), { timeout: 30_000 })
    .toMatchObject({
      state: "warn",
      finding: expect.stringContaining("was inserted again"),
    });
  ({ url } = await start());
  expect(await readTrace(url, traceId)).toMatchObject({ spanCount: 7 });
  const metrics = await (await fetch(`${url}/metrics`)).text();
  expect(metrics).toMatch(/spanward_kept_bytes [1-9]/);
});

test("where nothing is kept, they are said to be broken", async () => {
  const { body, traceId } = newTrace(2);
  const settings = { limits: { keptBytes: 0 } };
  let { url } = await start(settings);
  await sendTrace(url, body);
  await readTrace(url, traceId);
  await breakParts();
  ({ url } = await start(settings));
  await expect.poll(() => partsCheck(url), { timeout: 30_000 }).toMatchObject({ state: "fail" });
});
