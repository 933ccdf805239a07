import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openReceiver, type Receiver } from "./receiver.ts";

// Goal: however a process ends, what it did has been sent, and it ends as it would have.
// Method: real processes, real signals.

let receiver: Receiver;
let children: ChildProcess[] = [];
beforeEach(async () => void (receiver = await openReceiver()));
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  children = [];
  await receiver.close();
});

interface Ended {
  code: number | null;
  signal: string | null;
  stderr: string;
}

async function run(
  ending: string,
  signal?: NodeJS.Signals,
  protocol: "http/json" | "http/protobuf" = "http/json",
): Promise<Ended> {
  const program = fileURLToPath(new URL("exit-agent.ts", import.meta.url));
  const options = ["--conditions=spanward:source", "--import", "tsx", program, ending, protocol];
  const env = { ...process.env, NODE_OPTIONS: "", SPANWARD_ENDPOINT: receiver.url };
  const child = spawn(process.execPath, options, { env, stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  let stderr = "";
  child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
  const ended: Promise<unknown[]> = once(child, "exit");
  if (signal !== undefined) {
    await once(child.stdout, "data");
    child.kill(signal);
  }
  await ended;
  return { code: child.exitCode, signal: child.signalCode, stderr };
}

const names = () => receiver.spans.map(({ name }) => name.replace("invoke_agent ", "")).toSorted();

test("by itself: the rest is sent, and the process ends well", async () => {
  expect(await run("by itself")).toMatchObject({ code: 0, stderr: "" });
  expect(names()).toEqual(["finished"]);
});

test("with process.exit(): the rest is sent, open spans too, and the code stays", async () => {
  expect(await run("with an exit")).toMatchObject({ code: 3 });
  expect(names()).toEqual(["finished", "unfinished"]);
  const open = receiver.spans.find(({ name }) => name.endsWith("unfinished"));
  expect(open?.attributes["spanward.interrupted"]).toBe(true);
});

test.each([
  ["by itself", ["finished"]],
  ["with an exit", ["finished", "unfinished"]],
] as const)("%s: the rest is sent as protobuf too", async (ending, expected) => {
  await run(ending, undefined, "http/protobuf");
  const sent = receiver.requests.map(({ body }) => body.toString("latin1")).join("");
  const found = [...sent.matchAll(/invoke_agent (finished|unfinished)/g)].map(
    (match) => match[1] ?? "",
  );
  expect(found.toSorted()).toEqual(expected);
  expect(receiver.requests[0]?.headers["content-type"]).toBe("application/x-protobuf");
});

test("with an error nobody caught: the failed run is sent, and the error shown", async () => {
  const ended = await run("with an error");
  expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining("out of luck") });
  expect(names()).toEqual(["failed", "finished"]);
  const failed = receiver.spans.find(({ name }) => name.endsWith("failed"));
  expect(failed?.status).toMatchObject({ code: 2, message: "out of luck" });
});

test.each(["SIGTERM", "SIGINT"] as const)(
  "by %s: the rest is sent, then it takes effect",
  async (signal) => {
    expect(await run("by a signal", signal)).toMatchObject({ code: null, signal });
    expect(names()).toEqual(["finished", "unfinished"]);
  },
);

test("by a signal the program listens to: it ends in its own way, with all it did", async () => {
  expect(await run("listening to signals", "SIGTERM")).toMatchObject({ code: 5, signal: null });
  expect(names()).toEqual(["cleaned-up", "finished", "unfinished"]);
});

test("with a stream nobody reads: its call is sent all the same", async () => {
  expect(await run("with a stream nobody reads")).toMatchObject({ code: 0 });
  expect(names()).toEqual(["chat gpt-4o", "finished"]);
});

test("while the server is away: the process ends as ever, and says once that spans are lost", async () => {
  await receiver.close();
  const ended = await run("by itself");
  expect(ended.code).toBe(0);
  expect(ended.stderr.match(/spans do not reach/g)).toHaveLength(1);
});
