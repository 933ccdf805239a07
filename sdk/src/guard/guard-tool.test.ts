import { beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { recordSpans } from "../testing.ts";
import { GuardDenied } from "./guard-denied.ts";
import { codeOf, echoTool, fakeClock, testGuard, testPolicy } from "./testing.ts";

let { spans } = recordSpans();
beforeEach(() => ({ spans } = recordSpans()));
const named = (name: string) => spans().filter((span) => span.name === name);

test("what is allowed runs, with its decision on its span", async () => {
  const guard = testGuard();
  const echo = guard.tool(echoTool("echo"));
  expect(await guard.run({}, () => echo({ n: 1 }, { callId: "c1" }))).toEqual({ n: 1 });
  expect(named("execute_tool echo")[0]?.attributes).toMatchObject({
    "gen_ai.tool.call.id": "c1",
    "gen_ai.tool.call.result": '{"n":1}',
    "spanward.enforcement.outcome": "allow",
    "spanward.enforcement.code": "ok",
    "spanward.enforcement.tier": 1,
    "spanward.enforcement.bundle": expect.stringMatching(/^test@1#[0-9a-f]{16}$/),
  });
  expect(named("guard echo")).toEqual([]);
  expect(named("invoke_agent care")).toHaveLength(1);
});

test("what is denied does not run, and trace, model and caller are told why", async () => {
  const execute = vi.fn<() => Promise<unknown>>(async () => "sent");
  const guard = testGuard({
    rules: [{ id: "no-mail", effect: "deny", tools: ["send"], reason: "not by mail" }],
  });
  const send = guard.tool({ ...echoTool("send"), execute });
  const error: unknown = await guard
    .run({}, () => send({ n: 1 }))
    .catch((thrown: unknown) => thrown);
  if (!(error instanceof GuardDenied)) throw error;
  expect(execute).not.toHaveBeenCalled();
  expect(JSON.parse(error.toModelMessage())).toMatchObject({
    error: "not_allowed",
    tool: "send",
    code: "policy.deny",
    reason: "not by mail",
  });
  expect(named("execute_tool send")[0]).toMatchObject({
    status: { code: 2 },
    attributes: {
      "error.type": "GuardDenied",
      "spanward.enforcement.outcome": "deny",
      "spanward.enforcement.rule_ids": ["no-mail"],
    },
  });
  const [seen] = named("guard send");
  expect(seen?.attributes).toMatchObject({
    "spanward.kind": "guardrail",
    "spanward.decision.chosen": "deny",
    "spanward.decision.reason": "policy.deny: not by mail",
  });
  expect(seen?.parentSpanContext?.spanId).toBe(named("execute_tool send")[0]?.spanContext().spanId);
});

test("the order: kill, breaker, allowlist, arguments, policy, limits, budget", async () => {
  const policy = testPolicy({
    tools: { pay: { tier: 1 } },
    rules: [{ id: "no", effect: "deny", tools: ["pay"], when: "args.n > 5" }],
    budgets: [{ id: "b", scope: "agent", window: "day", calls: 1 }],
    limits: { maxToolCalls: 6 },
  });
  const guard = testGuard({ policy });
  const pay = guard.tool(echoTool("pay"));
  const other = guard.tool(echoTool("other"));
  await guard.run({}, async () => {
    expect(await codeOf(pay({ n: 1 }))).toBe("done"); // the budget is used up
    expect(await codeOf(pay({ n: 2 }))).toBe("budget.calls");
    expect(await codeOf(pay({ n: 9 }))).toBe("policy.deny");
    expect(await codeOf(pay({ n: "9" }))).toBe("args.invalid");
    expect(await codeOf(other({ n: "9" }))).toBe("tool.not_allowed");
    expect(await codeOf(pay({ n: 9 }))).toBe("policy.deny");
    expect(await codeOf(pay({ n: 3 }))).toBe("calls.tool");
    guard.setBreaker("tool:other", "forced_open", "broken");
    expect(await codeOf(other({ n: "9" }))).toBe("breaker.open");
    guard.kill("agent:care", "stop it");
    expect(await codeOf(other({ n: "9" }))).toBe("kill");
  });
});

test("unknown tools and invalid arguments never run, and are counted until it is enough", async () => {
  const execute = vi.fn<() => Promise<unknown>>(async () => 1);
  const guard = testGuard();
  const box = guard.toolbox([{ ...echoTool("real"), execute }]);
  await guard.run({}, async () => {
    expect(await codeOf(box.call("made_up", {}))).toBe("tool.unknown");
    expect(await codeOf(box.call("__proto__", {}))).toBe("tool.unknown");
    expect(await codeOf(box.call("made_up_3", {}))).toBe("loop.errors");
  });
  await guard.run({}, async () => {
    expect(await codeOf(box.call("real", { n: "1" }))).toBe("args.invalid");
    expect(await codeOf(box.call("real", { n: 1, extra: 1 }))).toBe("args.invalid");
    expect(await codeOf(box.call("real", {}))).toBe("loop.errors");
  });
  expect(execute).not.toHaveBeenCalled();
  expect(guard.status().openHolds).toBe(0);
});

test("schemas of zod check too, at once or later, and their output is what runs", async () => {
  const guard = testGuard();
  const input = z.strictObject({ n: z.number(), unit: z.string().default("km") });
  const at = guard.tool({
    ...echoTool("at"),
    input,
    execute: async (args: { unit: string }) => args.unit,
  });
  const slow = input.refine(async ({ n }) => n < 5, { path: ["n"], message: "too far" });
  const later = guard.tool({ ...echoTool("later"), input: slow, execute: async () => "there" });
  await guard.run({}, async () => {
    expect(await at({ n: 1 })).toBe("km");
    expect(await codeOf(at({ n: 1, x: 1 }))).toBe("args.invalid");
    expect(await later({ n: 1 })).toBe("there");
    await expect(later({ n: 9 })).rejects.toThrow("/n too far");
  });
});

test("a loop is refused, then ends the run: one last turn of the model, and nothing more", async () => {
  const guard = testGuard({ behaviourBreaker: { stoppedRuns: 1 } });
  const look = guard.tool({ ...echoTool("look"), execute: async () => "same" });
  const other = guard.tool(echoTool("other"));
  const ask = guard.model({
    model: "m",
    execute: async (_request: string, { lastTurn }) => ({ lastTurn }),
  });
  const codes: string[] = [];
  await guard.run({}, async () => {
    for (let n = 0; n < 8; n += 1) codes.push(await codeOf(look({ n: 1 })));
    expect(codes).toEqual([
      ...Array<string>(5).fill("done"),
      ...Array<string>(3).fill("loop.repeat"),
    ]);
    expect(await codeOf(other({ n: 1 }))).toBe("loop.repeat");
    expect(guard.status().breakers).toContainEqual({ scope: "agent:care", state: "open" });
    guard.setBreaker("agent:care", "closed", "only the run is looked at here");
    expect(await ask("so?")).toEqual({ lastTurn: true });
    expect(await codeOf(ask("and?"))).toBe("run.stopped");
  });
  expect(named("invoke_agent care")[0]?.attributes["spanward.enforcement.stop_code"]).toBe(
    "loop.repeat",
  );
});

test("a tool that polls waits for its time, and is given up in the end", async () => {
  const clock = fakeClock();
  const guard = testGuard({ clock });
  const poll = { minIntervalMs: 100, maxWaitMs: 1_000 };
  const execute = vi.fn<() => Promise<unknown>>(async () => "running");
  const status = guard.tool({ ...echoTool("status"), poll, execute });
  await guard.run({}, async () => {
    await status({ n: 1 });
    const second = status({ n: 1 });
    await clock.move(99);
    expect(execute).toHaveBeenCalledTimes(1);
    await clock.move(1);
    await second;
    expect(execute).toHaveBeenCalledTimes(2);
    await clock.move(1_000);
    expect(await codeOf(status({ n: 1 }))).toBe("loop.poll");
  });
});

test("steps end the run with their code, and open the agent's breaker when it happens often", async () => {
  const guard = testGuard({ limits: { maxSteps: 2 } });
  const echo = guard.tool(echoTool("echo"));
  const codes = async () => {
    const seen: string[] = [];
    await guard.run({}, async () => {
      for (let n = 0; n < 3; n += 1) seen.push(await codeOf(echo({ n })));
    });
    return seen;
  };
  for (let n = 0; n < 3; n += 1) expect(await codes()).toEqual(["done", "done", "steps.hard"]);
  expect(await codes()).toEqual(["breaker.open", "breaker.open", "breaker.open"]);
});

test("without limits there is one of 25 steps; what runs usually take makes it wider", async () => {
  const countSteps = async (policy = testPolicy({ limits: {} })) => {
    const guard = testGuard({ policy });
    const echo = guard.tool(echoTool("echo"));
    return guard.run({}, async () => {
      for (let n = 0; ; n += 1) {
        const code = await codeOf(echo({ n }));
        if (code !== "done") return [n, code];
      }
    });
  };
  expect(await countSteps()).toEqual([25, "steps.hard"]);
  const usual = (stepsP99: number) => testPolicy({ limits: {}, baselines: { "*": { stepsP99 } } });
  expect(await countSteps(usual(10))).toEqual([50, "steps.expected"]);
  expect(await countSteps(usual(100))).toEqual([150, "steps.expected"]);
});

test("a broken tool is left alone for a while; what was asked wrongly says nothing about it", async () => {
  const clock = fakeClock();
  const guard = testGuard({
    clock,
    dependencyBreaker: { minCalls: 3 },
    loops: { errors: { warn: 90, block: 99 } },
  });
  const broken = guard.tool({
    ...echoTool("broken"),
    execute: async () => {
      throw new Error("down");
    },
  });
  const picky = guard.tool({
    ...echoTool("picky"),
    execute: async () => {
      throw new RangeError("no such order");
    },
    isFailure: (error: unknown) => !(error instanceof RangeError),
  });
  await guard.run({}, async () => {
    for (let n = 0; n < 3; n += 1) await expect(broken({ n })).rejects.toThrow("down");
    expect(await codeOf(broken({ n: 3 }))).toBe("breaker.open");
    await clock.move(30_000);
    await expect(broken({ n: 4 })).rejects.toThrow("down"); // one probe, which fails
    expect(await codeOf(broken({ n: 5 }))).toBe("breaker.open");
    for (let n = 0; n < 20; n += 1) await expect(picky({ n })).rejects.toThrow("no such order");
  });
});
