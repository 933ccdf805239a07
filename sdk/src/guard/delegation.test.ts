import { beforeEach, expect, test } from "vitest";
import { recordSpans } from "../testing.ts";
import { createGuard } from "./guard.ts";
import { codeOf, echoTool, fakeClock, testGuard, testPolicy } from "./testing.ts";

beforeEach(() => void recordSpans());

const signingKey = "0123456789abcdef0123456789abcdef";
const clock = fakeClock();
const guardOf = (agentId: string, more: object = {}) =>
  createGuard({ service: { agentId }, policy: testPolicy(), clock, signingKey, ...more });

test("a share of the limits goes with the request; both together never take more than the run may", async () => {
  const [front, back] = [guardOf("front", { limits: { maxSteps: 10 } }), guardOf("back")];
  const [ours, theirs] = [front.tool(echoTool("ours")), back.tool(echoTool("theirs"))];
  const count = async (call: typeof ours) => {
    for (let n = 0; ; n += 1) if ((await codeOf(call({ n }))) !== "done") return n;
  };
  await front.run({ tier: 1 }, async (run) => {
    await ours({ n: 100 });
    const headers: Record<string, string> = { baggage: "theirs=1" };
    const delegation = run.delegate(headers, { steps: 4 });
    expect(headers["baggage"]).toMatch(/^theirs=1,spanward\.guard=[\w-]+\.[\w-]+$/);
    const report = await back.run({ from: { Baggage: headers["baggage"] } }, async (other) => {
      expect(other.id).toBe(run.id); // the same tree
      expect(await codeOf(theirs({ n: 1 }))).toBe("done");
      return other.report();
    });
    delegation.settle(report ?? undefined); // one of four was taken
    delegation.settle();
    expect(await count(ours)).toBe(8); // 10 - 1 - 1
  });
  await front.run({}, async (run) => {
    run.delegate({}, { steps: 4 }).settle("forged"); // counts as taken whole
    expect(await count(ours)).toBe(6);
  });
});

test("a share is taken up once, in time, and only as it was signed", async () => {
  const [front, back] = [guardOf("front"), guardOf("back")];
  const start = (from: Record<string, string>) => codeOf(back.run({ from }, async () => 1));
  await front.run({}, async (run) => {
    const headersOf = () => {
      const headers: Record<string, string> = {};
      run.delegate(headers, { steps: 1 });
      return headers["baggage"] ?? "";
    };
    const baggage = headersOf();
    expect(await start({ baggage })).toBe("done");
    expect(await start({ baggage })).toBe("context.invalid"); // a second time
    const [key, token = ""] = headersOf().split("=");
    const [payload = "", mac = ""] = token.split(".");
    const said = JSON.parse(Buffer.from(payload, "base64url").toString());
    const more = Buffer.from(JSON.stringify({ ...said, steps: 1_000 })).toString("base64url");
    for (const forged of [
      `${more}.${mac}`,
      payload,
      `${payload}.${mac}x`,
      `${payload}.`,
      "..",
      "",
    ]) {
      expect([forged, await start({ baggage: `${key}=${forged}` })]).toEqual([
        forged,
        "context.invalid",
      ]);
    }
    const late = headersOf();
    await clock.move(10 * 60_000);
    expect(await start({ baggage: late })).toBe("context.invalid");
    const twice = `${headersOf()},${headersOf()}`;
    expect(await start({ baggage: twice })).toBe("context.invalid");
  });
  expect(await start({ baggage: "other=1" })).toBe("done"); // no share at all: a run of its own
  const strange = guardOf("back", { signingKey: "another key, another key, another key" });
  await front.run({}, async (run) => {
    const headers: Record<string, string> = {};
    run.delegate(headers, { steps: 1 });
    expect(await codeOf(strange.run({ from: headers }, async () => 1))).toBe("context.invalid");
  });
});

test("depth, tier and what the run carries go along", async () => {
  const policy = testPolicy({
    tools: { read: { tier: 1, labels: ["pii"] }, send: { tier: 1 } },
    rules: [{ id: "flow", effect: "deny", tools: ["send"], labels: ["pii"] }],
    limits: { maxDepth: 1, maxSteps: 100 },
  });
  const [front, back] = [guardOf("front", { policy }), guardOf("back", { policy })];
  const [read, send] = [front.tool(echoTool("read")), back.tool(echoTool("send"))];
  await front.run({}, async (run) => {
    await read({ n: 1 });
    const headers: Record<string, string> = {};
    run.delegate(headers);
    await back.run({ from: headers }, async () => {
      expect(await codeOf(send({ n: 1 }))).toBe("policy.deny");
      const deeper = await back.handoff("third", async () => 1);
      expect(deeper).toMatchObject({ ok: false, error: { code: "depth" } });
    });
  });
});

test("without a key nothing is handed to other processes, and a short key is none", async () => {
  await testGuard().run({}, async (run) => expect(() => run.delegate({})).toThrow("signingKey"));
  expect(() => guardOf("a", { signingKey: "short" })).toThrow("needs 32");
});
