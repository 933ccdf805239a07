import { beforeEach, expect, test } from "vitest";
import { recordSpans } from "../testing.ts";
import type { PolicyDocument } from "../policy/policy-document.ts";
import { codeOf, testGuard, testPolicy } from "./testing.ts";

let { spans } = recordSpans();
beforeEach(() => ({ spans } = recordSpans()));

const prices: PolicyDocument["prices"] = { "gpt-4o": { input: "2.50", output: "10" } };
const answerOf = (prompt: number, completion: number) => ({
  object: "chat.completion",
  model: "gpt-4o",
  choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: "Hello" } }],
  usage: { prompt_tokens: prompt, completion_tokens: completion },
});
interface Request {
  messages: { role: string; content: string }[];
  max_tokens?: number;
}
const request: Request = { messages: [{ role: "user", content: "Hi" }], max_tokens: 1_000 };

test("what a call may cost is reserved, what it cost is booked, the rest comes back", async () => {
  const guard = testGuard({
    policy: testPolicy({ prices, limits: { maxCostUsd: "0.03", maxSteps: 1_000 } }),
  });
  const ask = guard.model({
    model: "gpt-4o",
    execute: async (_request: Request) => answerOf(10, 100),
  });
  // Each reserves one cent and a little, and costs 0.001025: while two wait for it, a third has no room.
  await guard.run({}, async () => {
    const both = [ask(request), ask(request)];
    expect(await codeOf(ask(request))).toBe("budget.cost");
    await Promise.all(both);
    guard.setBreaker("agent:care", "closed", "");
  });
  await guard.run({}, async () => {
    // Once it is known that answers take 100 tokens, no more than that is reserved.
    let calls = 0;
    while ((await codeOf(ask(request))) === "done") calls += 1;
    expect(calls).toBe(29);
  });
  expect(guard.status()).toMatchObject({ openHolds: 0, overdraftNano: expect.any(BigInt) });
});

test("calls that run at the same time never spend more than the budget, when they cost what was reserved", async () => {
  const guard = testGuard({
    policy: testPolicy({
      prices,
      budgets: [{ id: "day", scope: "use_case", window: "day", costUsd: "0.1" }],
    }),
  });
  let spent = 0;
  const ask = guard.model({
    model: "gpt-4o",
    execute: async (_request: Request) => {
      await new Promise(setImmediate);
      spent += 10_000_000; // 1,000 tokens of output
      return answerOf(0, 1_000);
    },
  });
  const worker = () =>
    guard.run({ useCase: "u" }, async () => {
      for (let n = 0; n < 3; n += 1) await codeOf(ask(request));
    });
  await Promise.all(Array.from({ length: 50 }, worker));
  expect(spent).toBeLessThanOrEqual(100_000_000);
  expect(spent).toBeGreaterThan(80_000_000);
  expect(guard.status().openHolds).toBe(0);
});

test("a stream passes through and is settled when it is over, also when it is left early", async () => {
  const guard = testGuard({ policy: testPolicy({ prices, limits: { maxTokens: 3_550 } }) });
  async function* chunks(usage: boolean) {
    for (const content of ["Hel", "lo"]) {
      yield {
        object: "chat.completion.chunk",
        model: "gpt-4o",
        choices: [{ index: 0, delta: { content } }],
      };
    }
    if (usage)
      yield {
        object: "chat.completion.chunk",
        model: "gpt-4o",
        choices: [],
        usage: { prompt_tokens: 2_000, completion_tokens: 500 },
      };
  }
  const ask = guard.model({
    model: "gpt-4o",
    execute: (stream: Request & { usage: boolean }) => chunks(stream.usage),
  });
  await guard.run({}, async () => {
    for await (const _ of await ask({ ...request, usage: false })) break;
    expect(guard.status().openHolds).toBe(0);
    const seen: unknown[] = [];
    for await (const chunk of await ask({ ...request, usage: true })) seen.push(chunk);
    expect(seen).toHaveLength(3);
    expect(guard.status().openHolds).toBe(0);
    expect(await codeOf(ask({ ...request, max_tokens: 2_600, usage: true }))).toBe("budget.tokens");
  });
  const [, span] = spans().filter(({ name }) => name === "chat gpt-4o");
  expect(span?.attributes).toMatchObject({
    "gen_ai.usage.input_tokens": 2_000,
    "spanward.enforcement.outcome": "allow",
  });
});

test("a price that nobody said is a denial under a cost limit, unless the policy says else", async () => {
  const codeWith = (unpriced?: PolicyDocument["unpriced"]) => {
    const policy = testPolicy({ limits: { maxCostUsd: "1" }, ...(unpriced && { unpriced }) });
    const guard = testGuard({ policy });
    const ask = guard.model({
      model: "new-model",
      execute: async (_request: Request) => answerOf(1, 1),
    });
    return guard.run({}, async () => [await codeOf(ask(request)), await codeOf(ask(request))]);
  };
  expect(await codeWith()).toEqual(["budget.unpriced", "budget.unpriced"]);
  expect(await codeWith({ kind: "allow_unpriced" })).toEqual(["done", "done"]);
  expect(await codeWith({ kind: "flat_estimate", costUsd: "0.6" })).toEqual([
    "done",
    "budget.cost",
  ]);
  const free = testGuard({ policy: testPolicy() });
  const ask = free.model({
    model: "new-model",
    execute: async (_request: Request) => answerOf(1, 1),
  });
  expect(await free.run({}, () => codeOf(ask(request)))).toBe("done");
});

test("models that are not named, too many calls, and a call that fails costs nothing", async () => {
  const policy = testPolicy({
    prices,
    models: ["gpt-4*"],
    limits: { maxModelCalls: 2, maxCostUsd: "0.02" },
  });
  const guard = testGuard({ policy });
  const failing = guard.model({
    model: "gpt-4o",
    execute: async (_request: Request): Promise<unknown> => {
      throw Object.assign(new Error("overloaded"), { status: 529 });
    },
  });
  const other = guard.model({ model: "o9", execute: async () => answerOf(1, 1) });
  await guard.run({}, async () => {
    expect(await codeOf(other({}))).toBe("model.not_allowed");
    await expect(failing(request)).rejects.toThrow("overloaded");
    expect(guard.status().openHolds).toBe(0);
    expect(await codeOf(failing(request))).toBe("calls.model");
  });
});
