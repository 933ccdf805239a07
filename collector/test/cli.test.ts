import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { rm } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openControlStore } from "../src/control/open-control-store.ts";
import { newDataFolder } from "./open-test-server.ts";
import { runSpanward, type Spanward, startSpanward } from "./spanward.ts";
import { newTrace, readTrace, sendTrace } from "./traces.ts";

// Goal: a person at a terminal, and whatever supervises the server, can rely on what it says and on how
// it ends. Method: real processes on a data folder of their own.

let dataDir: string;
let env: Record<string, string>;
let started: Spanward[];

beforeEach(async () => {
  dataDir = await newDataFolder();
  env = { SPANWARD_DATA_DIR: dataDir, SPANWARD_HTTP_PORT: "0", SPANWARD_GRPC_PORT: "0" };
  started = [];
});

afterEach(async () => {
  for (const spanward of started) spanward.process.kill("SIGKILL");
  await Promise.all(started.map(({ ended }) => ended));
  await rm(dataDir, { recursive: true, force: true, maxRetries: 10 }); // the engine ends a moment later
});

/** Starts a server and gives its address. */
async function serve(more: Record<string, string> = {}): Promise<Spanward & { url: string }> {
  const spanward = startSpanward(["serve"], { ...env, ...more });
  started.push(spanward);
  const url = await spanward.said(/Open {8}(\S+)/);
  return Object.assign(spanward, { url });
}

describe("spanward", () => {
  test("says what it can do", async () => {
    const help = await runSpanward(["--help"]);
    expect(help).toMatchObject({ code: 0, stderr: "" });
    for (const name of ["serve", "migrate", "demo", "doctor", "keys", "eval", "projects"]) {
      expect(help.stdout).toMatch(new RegExp(`^  ${name} `, "m"));
    }
    expect(await runSpanward(["--version"])).toMatchObject({ code: 0, stdout: "0.1.0\n" });
    expect((await runSpanward(["doctor", "--help"])).stdout).toContain("Usage: spanward doctor");
  });

  test("ends with 2 for words and options it does not know", async () => {
    const unknown = await runSpanward(["served"]);
    expect(unknown).toMatchObject({ code: 2, stdout: "" });
    expect(unknown.stderr).toContain("there is no command served");
    expect(await runSpanward(["serve", "--port", "1"], env)).toMatchObject({ code: 2 });
    expect(await runSpanward(["keys", "make"], env)).toMatchObject({ code: 2 });
  });
});

describe("spanward serve", () => {
  test("names every bad setting at once, and ends with 2", async () => {
    const bad = { SPANWARD_HTTP_PORT: "http", SPANWARD_ACK: "never", SPANWARD_DATADIR: "x" };
    const { code, stderr } = await runSpanward(["serve"], bad);
    expect(code).toBe(2);
    expect(stderr).toContain("SPANWARD_HTTP_PORT: Invalid input");
    expect(stderr).toContain('SPANWARD_ACK: Invalid option: expected one of "segment"|"insert"');
    expect(stderr).toContain("SPANWARD_DATADIR is no setting; did you mean SPANWARD_DATA_DIR?");
    expect(stderr).not.toContain("    at ");
  });

  test("says who has the data folder, and ends with 2", async () => {
    const first = await serve();
    const second = await runSpanward(["serve"], env);
    expect(second.code).toBe(2);
    expect(second.stderr).toContain(
      `in use by process ${first.process.pid}, which serves ${first.url}`,
    );
  });

  test.each(["SPANWARD_HTTP_PORT", "SPANWARD_GRPC_PORT", "SPANWARD_UI_PORT"])(
    "says that the port is taken, and that %s chooses another",
    async (variable) => {
      const other = createServer().listen(0, "127.0.0.1");
      await new Promise((resolve) => other.once("listening", resolve));
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port
      const { port } = other.address() as AddressInfo;
      const { code, stderr } = await runSpanward(["serve"], { ...env, [variable]: String(port) });
      other.close();
      expect(code).toBe(2);
      expect(stderr).toContain(`port ${port} is in use by another program`);
      expect(stderr).toContain(`${variable}=`);
    },
  );

  test("serves no other machine without a key, and says how to make one", async () => {
    const outside = { ...env, SPANWARD_HOST: "0.0.0.0" };
    const refused = await runSpanward(["serve"], outside);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("spanward keys create");

    const { stdout } = await runSpanward(["keys", "create"], env);
    const server = await serve({ SPANWARD_HOST: "0.0.0.0" });
    const headers = { authorization: `Bearer ${stdout.trim()}` };
    expect((await fetch(`${server.url}/api/status`, { headers })).status).toBe(200);
    expect((await fetch(`${server.url}/api/status`)).status).toBe(401);
  });

  test("stores everything it has answered 200 before it stops", async () => {
    const first = await serve({ SPANWARD_LIMITS__SEGMENT_AGE_MS: "60000" });
    const traces = Array.from({ length: 20 }, () => newTrace(20));
    const answers = await Promise.all(traces.map(({ body }) => sendTrace(first.url, body)));
    first.process.kill("SIGTERM");
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(await first.ended).toBe(0);

    const second = await serve();
    for (const { traceId } of traces) {
      expect(await readTrace(second.url, traceId)).toMatchObject({ spanCount: 20, llmCalls: 20 });
    }
    second.process.kill("SIGINT");
    expect(await second.ended).toBe(0);
  });
});

describe("spanward keys", () => {
  test("makes and revokes keys beside a running server", async () => {
    const server = await serve();
    const made = await runSpanward(["keys", "create", "--project", "shop", "--name", "ci"], env);
    const key = made.stdout.trim();
    expect(key).toMatch(/^sw_[\w-]{43}$/);
    const status = () =>
      fetch(`${server.url}/api/status`, { headers: { "x-api-key": key } }).then((r) => r.status);
    const asStranger = () => fetch(`${server.url}/api/status`).then((r) => r.status);
    await expect.poll(asStranger, { timeout: 20_000 }).toBe(401);
    expect(await status()).toBe(200);

    const list = await runSpanward(["keys", "list"], env);
    expect(list.stdout).toMatch(/shop +ci +sw_.{7}… .* good/);
    expect(list.stdout).not.toContain(key);
    const [id = ""] = /^\w{12}/m.exec(list.stdout) ?? [];
    expect(await runSpanward(["keys", "revoke", id], env)).toMatchObject({ code: 0 });
    await expect.poll(status, { timeout: 20_000 }).toBe(401);
    expect(await runSpanward(["keys", "revoke", id], env)).toMatchObject({ code: 1 });
  });
});

describe("spanward migrate", () => {
  test("makes the tables once", async () => {
    const first = await runSpanward(["migrate"], env);
    expect(first.code).toBe(0);
    expect(first.stdout).toContain("applied 0001_create_spans.sql");
    const second = await runSpanward(["migrate"], env);
    expect(second).toMatchObject({ code: 0, stdout: "The tables are up to date.\n" });
  });
});

describe("spanward doctor", () => {
  test("opens the folder when no server runs", async () => {
    const { code, stdout } = await runSpanward(["doctor"], env);
    expect(stdout).toMatch(/ok +write +a span was acknowledged in/);
    expect(stdout).toMatch(/ok +read /);
    expect(stdout).toMatch(/ok +engine +ClickHouse \d/);
    expect(stdout).not.toContain("fail");
    expect(code).toBe(0);
  });

  test("looks at the server that serves the folder, also when that needs a key", async () => {
    const server = await serve();
    const open = await runSpanward(["doctor"], env);
    expect(open.stdout).toContain(`answers at ${server.url}`);
    expect(open.code).toBe(0);
    await runSpanward(["keys", "create"], env);
    await expect
      .poll(() => fetch(`${server.url}/api/status`).then((r) => r.status), { timeout: 20_000 })
      .toBe(401);
    const guarded = await runSpanward(["doctor"], env);
    expect(guarded.stdout).toContain(`answers at ${server.url}`);
    expect(guarded.code).toBe(0);
    const control = await openControlStore(dataDir);
    const made = (await control.listKeys()).filter(({ project }) => project === "doctor");
    expect(made.map(({ revokedAt }) => revokedAt)).toEqual([expect.any(String)]);
    await control.close();
  });

  test("fails where a server was named that is not there", async () => {
    const { code, stdout } = await runSpanward(["doctor", "--url", "http://127.0.0.1:9"], env);
    expect(code).toBe(1);
    expect(stdout).toMatch(/fail +server +no server answers at http:\/\/127.0.0.1:9/);
  });
});

describe("spanward demo", () => {
  test("sends demo traces to the server and removes them again", async () => {
    const server = await serve();
    const count = async () => {
      const answer = await fetch(`${server.url}/api/traces?project=demo&limit=200`);
      const { traces }: { traces: unknown[] } = await answer.json();
      return traces.length;
    };
    const sent = await runSpanward(["demo", "--traces", "20", "--days", "1"], env);
    expect(sent).toMatchObject({ code: 0 });
    expect(sent.stdout).toMatch(/Sent \d+ traces with \d+ spans to http/);
    await expect.poll(count, { timeout: 30_000 }).toBeGreaterThanOrEqual(20);
    expect(await runSpanward(["demo", "--remove"], env)).toMatchObject({ code: 0 });
    await expect.poll(count, { timeout: 30_000 }).toBe(0);
  });

  test("says that there is no server", async () => {
    const { code, stderr } = await runSpanward(["demo"], {
      ...env,
      SPANWARD_URL: "http://127.0.0.1:9",
    });
    expect(code).toBe(1);
    expect(stderr).toContain(
      "no server answers at http://127.0.0.1:9. Start one with: spanward serve",
    );
  });
});
