import { beforeEach, expect, test } from "vitest";
import type { Decision } from "../policy/decision.ts";
import { recordSpans } from "../testing.ts";
import { createGuard } from "./guard.ts";
import { codeOf, echoTool, testGuard, testPolicy } from "./testing.ts";

let { spans } = recordSpans();
beforeEach(() => ({ spans } = recordSpans()));
const named = (name: string) => spans().filter((span) => span.name === name);

test("kill aborts what is under way, refuses what comes, and is told", async () => {
  const guard = testGuard();
  const events: unknown[] = [];
  guard.onKill((event) => events.push(event));
  const hangs = guard.tool({
    ...echoTool("hangs"),
    execute: () => new Promise<never>(() => undefined),
  });
  let signal: AbortSignal | undefined;
  const running = guard.run({}, async (run) => {
    signal = run.signal;
    return codeOf(hangs({ n: 1 }));
  });
  await new Promise(setImmediate);
  expect(guard.kill("all", "breach")).toEqual({ scope: "all", reason: "breach", runs: 1 });
  expect(await running).toBe("kill");
  expect(signal?.aborted).toBe(true);
  expect(events).toHaveLength(1);
  const echo = guard.tool(echoTool("echo"));
  expect(await guard.run({}, () => codeOf(echo({ n: 1 })))).toBe("kill");
  guard.revive("all");
  expect(await guard.run({}, () => codeOf(echo({ n: 1 })))).toBe("done");
});

test("observing decides and records everything, and holds nothing back", async () => {
  const decisions: Decision[] = [];
  const guard = testGuard({
    mode: "observe",
    rules: [{ id: "no", effect: "deny" }],
    onDecision: (decision) => decisions.push(decision),
  });
  const echo = guard.tool(echoTool("echo"));
  expect(await guard.run({}, () => echo({ n: 1 }))).toEqual({ n: 1 });
  expect(decisions[0]).toMatchObject({
    outcome: "allow",
    mode: "observe",
    wouldBe: "deny",
    code: "policy.deny",
  });
  expect(named("guard echo")).toHaveLength(1);
});

test("a transformation runs with the changed arguments, which have to be valid", async () => {
  const guard = testGuard({
    rules: [
      { id: "cap", effect: "transform", tools: ["list"], when: "args.n > 10", set: { n: "10" } },
      { id: "bad", effect: "transform", tools: ["other"], set: { n: '"ten"' } },
    ],
  });
  const [list, other] = [guard.tool(echoTool("list")), guard.tool(echoTool("other"))];
  await guard.run({}, async () => {
    expect(await list({ n: 50 })).toEqual({ n: 10 });
    expect(await codeOf(other({ n: 1 }))).toBe("args.invalid");
  });
});

test("check says what would be decided and changes nothing", async () => {
  const guard = testGuard({
    policy: testPolicy({ budgets: [{ id: "b", scope: "agent", window: "day", calls: 1 }] }),
  });
  const echo = guard.tool(echoTool("echo"));
  await guard.run({}, async () => {
    for (let n = 0; n < 50; n += 1) {
      expect(guard.check({ tool: "echo", args: { n: 1 } }).outcome).toBe("allow");
    }
    expect(guard.check({ tool: "echo", args: {} }).code).toBe("args.invalid");
    expect(guard.check({ tool: "made_up", args: {} }).code).toBe("tool.unknown");
    expect(await codeOf(echo({ n: 1 }))).toBe("done");
    expect(guard.check({ tool: "echo", args: { n: 1 } }).code).toBe("budget.calls");
  });
});

test("outside of a run nothing runs; without any policy nothing does either", async () => {
  const guard = testGuard();
  expect(await codeOf(guard.tool(echoTool("echo"))({ n: 1 }))).toBe("context.invalid");
  const bare = createGuard({ service: { agentId: "a" } });
  expect(await bare.run({}, () => codeOf(bare.tool(echoTool("echo"))({ n: 1 })))).toBe(
    "stale.bundle",
  );
  const lenient = createGuard({ service: { agentId: "a" }, offline: { boot: "allow_reads" } });
  const write = lenient.tool({ ...echoTool("write"), effect: "write" });
  await lenient.run({}, async () => {
    expect(await codeOf(lenient.tool(echoTool("echo"))({ n: 1 }))).toBe("done");
    expect(await codeOf(write({ n: 1 }))).toBe("stale.bundle");
  });
});

test("a fault of the guard lets reads through and nothing else", async () => {
  const guard = testGuard();
  const [read, write] = [
    guard.tool(echoTool("read")),
    guard.tool({ ...echoTool("write"), effect: "write" }),
  ];
  const hostile = Object.defineProperty({ n: 1 }, "toJSON", {
    value: () => {
      throw new Error("hash me not");
    },
    enumerable: false,
  });
  const any = { type: "object" };
  const odd = guard.tool({ ...echoTool("odd"), input: any });
  const oddWrite = guard.tool({ ...echoTool("odd_write"), input: any, effect: "write" });
  await guard.run({}, async () => {
    expect([await codeOf(read({ n: 1 })), await codeOf(write({ n: 1 }))]).toEqual(["done", "done"]);
    expect(await codeOf(odd(hostile))).toBe("done");
    expect(await codeOf(oddWrite(hostile))).toBe("guard.error");
  });
});
