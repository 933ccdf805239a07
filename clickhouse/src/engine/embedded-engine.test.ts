import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { ClickHouseClient } from "@clickhouse/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EmbeddedEngine, type EngineEnd } from "./embedded-engine.ts";
import { Spool } from "./spool.ts";
import { bytesOf, connectTo, failureOf } from "./testing.ts";

// Goal: the engine's process may be killed, doubled, left alone and abused, and its folder stays whole.

let path: string;
let engine: EmbeddedEngine;
const options = () => ({ path, fsync: true, memoryBytesMax: 2 ** 31, readsMax: 4, writesMax: 2 });

beforeAll(async () => {
  path = await mkdtemp(join(tmpdir(), "spanward-test-"));
  engine = await EmbeddedEngine.open(options());
  await command("CREATE TABLE kept (n UInt64) ENGINE = MergeTree ORDER BY n");
}, 60_000);

afterAll(async () => {
  await engine.close();
  await rm(path, { recursive: true, force: true });
});

test("a second process on the same folder is refused, says why, and does no harm", async () => {
  const inFlight = join(path, "spool", "in-flight");
  await writeFile(inFlight, "rows");
  await expect(EmbeddedEngine.open(options())).rejects.toMatchObject({
    message: `the data folder ${path} is used by another process`,
    retryable: true,
  });
  expect(await readFile(inFlight, "utf8")).toBe("rows");
}, 60_000);

test("a killed process is started again, with what it had answered for", async () => {
  for (let round = 1; round <= 3; round += 1) {
    await command(`INSERT INTO kept VALUES (${round})`);
    const { pid } = engine;
    process.kill(pid ?? 0, "SIGKILL");
    await expect.poll(() => engine.endpoint, { timeout: 30_000 }).toBeNull();
    await expect.poll(() => engine.endpoint, { timeout: 30_000 }).not.toBeNull();
    expect(engine.pid).not.toBe(pid);
    expect(engine.restarts).toBe(round);
    expect(await text("SELECT count(), max(n) FROM kept")).toBe(`${round}\t${round}\n`);
  }
}, 120_000);

test("a process that hangs is ended and started again, and says so", async () => {
  const other = await mkdtemp(join(tmpdir(), "spanward-test-"));
  const ends: EngineEnd[] = [];
  const hanging = await EmbeddedEngine.open({
    ...options(),
    path: other,
    patience: { pingMsMax: 500, queryMsMax: 20_000 },
    onEnd: (end) => ends.push(end),
  });
  const { pid } = hanging;
  process.kill(pid ?? 0, "SIGSTOP");
  await expect.poll(() => hanging.restarts, { timeout: 60_000 }).toBe(1);
  await expect.poll(() => hanging.endpoint, { timeout: 30_000 }).not.toBeNull();
  expect(ends).toEqual([
    {
      hang: expect.stringContaining("a ping was not answered"),
      code: null,
      signal: "SIGKILL",
      said: expect.any(String),
    },
  ]);
  await hanging.close();
  expect(ends).toHaveLength(1);
  await rm(other, { recursive: true, force: true });
}, 120_000);

test("a process that cannot even end is not waited for without end", async () => {
  const other = await mkdtemp(join(tmpdir(), "spanward-test-"));
  const hanging = await EmbeddedEngine.open({ ...options(), path: other });
  process.kill(hanging.pid ?? 0, "SIGSTOP");
  await hanging.close();
  expect(isAlive(hanging.pid ?? 0)).toBe(false);
  await rm(other, { recursive: true, force: true });
}, 60_000);

test("rows on their way in are bounded", async () => {
  const folder = await mkdtemp(join(tmpdir(), "spanward-spool-"));
  const spool = new Spool(folder, 1000);
  const rows = () => Readable.from([Buffer.alloc(600)]);
  const size = (file: string) => readFile(file).then((content) => content.length);
  await expect(spool.hold(rows(), size)).resolves.toBe(600);
  const both = await Promise.allSettled([spool.hold(rows(), size), spool.hold(rows(), size)]);
  expect(both.filter(({ status }) => status === "rejected")).toHaveLength(1);
  expect(both).toContainEqual(
    expect.objectContaining({ reason: expect.objectContaining({ code: 241 }) }),
  );
  await expect(spool.hold(rows(), size)).resolves.toBe(600);
  expect(await readdir(folder)).toEqual([]);
  await rm(folder, { recursive: true, force: true });
});

test("what is meant for a server is refused by name", async () => {
  const refused = "48 NOT_IMPLEMENTED";
  expect(await failureOf(command("SELECT 1 INTO OUTFILE '/tmp/spanward-never'"))).toBe(refused);
  expect(await failureOf(command("INSERT INTO kept FROM INFILE '/etc/passwd'"))).toBe(refused);
  expect(await failureOf(command("INSERT INTO kept FORMAT TSV\n1\n\nDROP TABLE kept"))).toBe(
    refused,
  );
  expect(await failureOf(command("INSERT INTO kept VALUES (1)\n\nDROP TABLE kept"))).toBe(refused);
  expect(await failureOf(command("SYSTEM SHUTDOWN"))).toBe(refused);
  expect(await failureOf(command("SET max_threads = 1"))).toBe(refused);
  expect(await failureOf(command("exit"))).toBe(refused);
  expect(await failureOf(command("SELECT 1", { session_id: "s" }))).toBe(refused);
  expect(await failureOf(command("SELECT 1", { role: "admin" }))).toBe(refused);
  expect(await text("EXISTS TABLE kept")).toBe("1\n");
});

test("its tables do not grow by themselves: it keeps no logs", async () => {
  expect(
    await text("SELECT name FROM system.tables WHERE database = 'system' AND name LIKE '%_log'"),
  ).toBe("");
});

test("bodies of inserts leave nothing behind", async () => {
  const client = connect();
  await client.insert({ table: "kept", values: [{ n: 100 }], format: "JSONEachRow" });
  await client
    .insert({ table: "kept", values: [{ n: "x" }], format: "JSONEachRow" })
    .catch(() => {});
  await client.close();
  expect(await readdir(join(path, "spool"))).toEqual([]);
});

test("it outlives a Ctrl-C and a SIGTERM, which its parent has to answer first", async () => {
  process.kill(engine.pid ?? 0, "SIGINT");
  process.kill(engine.pid ?? 0, "SIGTERM");
  expect(await text("SELECT 1")).toBe("1\n");
});

test("it does not outlive its parent", async () => {
  const other = await mkdtemp(join(tmpdir(), "spanward-test-"));
  const script = `
    import { EmbeddedEngine } from ${JSON.stringify(new URL("embedded-engine.ts", import.meta.url).href)};
    const options = ${JSON.stringify({ ...options(), path: other })};
    console.log((await EmbeddedEngine.open(options)).pid);`;
  const flags = ["--conditions=spanward:source", "--import", "tsx", "--input-type=module", "-e"];
  const parent = spawn(process.execPath, [...flags, script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const pid = Number(String(await once(parent.stdout, "data")));
  parent.kill("SIGKILL");
  await expect.poll(() => isAlive(pid), { timeout: 15_000 }).toBe(false);
  await rm(other, { recursive: true, force: true });
}, 60_000);

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function connect(): ClickHouseClient {
  if (!engine.endpoint) throw new Error("the engine is not up");
  return connectTo(engine.endpoint);
}

async function command(query: string, more: object = {}): Promise<void> {
  const client = connect();
  await client.command({ query, ...more }).finally(() => client.close());
}

async function text(query: string): Promise<string> {
  const client = connect();
  const { stream } = await client.exec({ query });
  return String(await bytesOf(stream).finally(() => client.close()));
}
