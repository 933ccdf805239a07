import { beforeEach, expect, test, vi } from "vitest";
import { recordSpans } from "../testing.ts";
import type { ApprovalAnswer, ApprovalRequest, Approver } from "./approver.ts";
import { codeOf, echoTool, fakeClock, testGuard } from "./testing.ts";

let { spans } = recordSpans();
beforeEach(() => ({ spans } = recordSpans()));

const rules = [{ id: "ask", effect: "require_approval" as const, tools: ["pay"] }];
const yes = ({ digest }: ApprovalRequest): ApprovalAnswer => ({
  state: "approved",
  digest,
  approver: "m.keller",
});
const answering = (answer: (request: ApprovalRequest) => ApprovalAnswer): Approver => ({
  ask: async (request) => answer(request),
});

test("what is approved runs exactly so; the trace knows who said yes", async () => {
  const guard = testGuard({ rules, approver: answering(yes) });
  const pay = guard.tool(echoTool("pay"));
  expect(await guard.run({}, () => pay({ n: 5 }))).toEqual({ n: 5 });
  const asked = spans().find(({ name }) => name === "approval pay");
  expect(asked?.attributes).toMatchObject({
    "spanward.approval.state": "approved",
    "spanward.approval.approver": "m.keller",
  });
  expect(guard.status().openHolds).toBe(0);
});

test("nobody to ask, a refusal, one's own approval, another digest: nothing runs", async () => {
  const execute = vi.fn<() => Promise<unknown>>(async () => 1);
  const codeWith = (approver?: Approver) => {
    const service = { agentId: "care", serviceAccount: "sa-care" };
    const guard = testGuard({ rules, service, ...(approver && { approver }) });
    const pay = guard.tool({ ...echoTool("pay"), execute });
    return guard.run({ subject: "customer-7" }, () => codeOf(pay({ n: 5 })));
  };
  expect(await codeWith()).toBe("approval.required");
  expect(await codeWith(answering((asked) => ({ ...yes(asked), state: "denied" })))).toBe(
    "approval.denied",
  );
  for (const approver of ["care", "sa-care", "customer-7", ""]) {
    expect(await codeWith(answering((asked) => ({ ...yes(asked), approver })))).toBe(
      "approval.denied",
    );
  }
  expect(await codeWith(answering((asked) => ({ ...yes(asked), digest: "0".repeat(64) })))).toBe(
    "approval.changed",
  );
  await expect(codeWith({ ask: () => Promise.reject(new Error("chat is down")) })).rejects.toThrow(
    "chat is down",
  );
  expect(execute).not.toHaveBeenCalled();
});

test("arguments that change while somebody thinks are not what runs", async () => {
  const args = { n: 5 };
  const guard = testGuard({
    rules,
    approver: answering((asked) => {
      args.n = 5_000;
      return yes(asked);
    }),
  });
  const pay = guard.tool(echoTool("pay"));
  expect(await guard.run({}, () => pay(args))).toEqual({ n: 5 });
});

test("with no answer in time it is expired, which is no refusal; a late yes changes nothing", async () => {
  const clock = fakeClock();
  const execute = vi.fn<() => Promise<unknown>>(async () => 1);
  let answer: (answer: ApprovalAnswer) => void = () => undefined;
  let asked: ApprovalRequest | undefined;
  const approver: Approver = {
    ask: (request) => {
      asked = request;
      return new Promise((resolve) => (answer = resolve));
    },
  };
  const guard = testGuard({ rules, approver, clock, approvalMsMax: 1_000 });
  const pay = guard.tool({ ...echoTool("pay"), execute });
  const code = guard.run({}, () => codeOf(pay({ n: 5 })));
  await clock.move(0);
  await clock.move(1_000);
  if (asked) answer(yes(asked));
  expect(await code).toBe("approval.expired");
  expect(execute).not.toHaveBeenCalled();
  const span = spans().find(({ name }) => name === "approval pay");
  expect(span?.attributes["spanward.approval.state"]).toBe("expired");
});

test("what changed meanwhile counts: a kill, a breaker, a budget that is gone", async () => {
  const execute = vi.fn<() => Promise<unknown>>(async () => 1);
  for (const [happens, code] of [
    ["kill", "kill"],
    ["breaker", "breaker.open"],
  ] as const) {
    const guard = testGuard({
      rules,
      approver: answering((asked) => {
        if (happens === "kill") guard.kill("all", "stop");
        else guard.setBreaker("tool:pay", "forced_open", "stop");
        return yes(asked);
      }),
    });
    const pay = guard.tool({ ...echoTool("pay"), execute });
    expect(await guard.run({}, () => codeOf(pay({ n: 5 })))).toBe(code);
    expect(guard.status().openHolds).toBe(0);
  }
  expect(execute).not.toHaveBeenCalled();
});

test("an agent whose breaker is half open asks for everything, and is trusted again after enough", async () => {
  const ask = vi.fn<Approver["ask"]>(async (request) => yes(request));
  const guard = testGuard({ approver: { ask }, behaviourBreaker: { probes: 2 } });
  const echo = guard.tool(echoTool("echo"));
  guard.setBreaker("agent:care", "half_open", "looked at it");
  await guard.run({}, async () => {
    for (let n = 0; n < 4; n += 1) await echo({ n });
  });
  expect(ask).toHaveBeenCalledTimes(2);
});
