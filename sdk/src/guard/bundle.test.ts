import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { BundleError, readBundle, signBundle } from "./bundle.ts";
import { createGuard } from "./guard.ts";
import {
  judgeOffline,
  type OfflinePolicy,
  type OfflineVerdict,
  offlinePolicyDefault,
  type Standing,
} from "./offline.ts";
import { codeOf, echoTool, fakeClock, testPolicy } from "./testing.ts";

function keyPair() {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  return {
    publicPem: publicKey.export({ type: "spki", format: "pem" }).toString(),
    privateKeyPem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}
const own = keyPair();
const keys = { main: own.publicPem };
const signed = (version = 1, more: { expiresMs?: number } = {}, policy = testPolicy()) =>
  signBundle(
    { policies: [policy], version, ...more },
    { id: "main", privateKeyPem: own.privateKeyPem },
  );

test("only what is signed by a known key is used, to the letter", () => {
  expect(readBundle(signed(3), keys)).toMatchObject({ version: 3, policies: [{ id: "test" }] });
  const other = keyPair();
  const forged = signBundle(
    { policies: [], version: 9 },
    { id: "main", privateKeyPem: other.privateKeyPem },
  );
  const changed = signed().replace('\\"test\\"', '\\"west\\"');
  const unknown = signed().replace('"keyId":"main"', '"keyId":"__proto__"');
  for (const text of [forged, changed, unknown, JSON.stringify(testPolicy()), "{", "7"]) {
    expect(() => readBundle(text, keys)).toThrow(BundleError);
  }
  expect(readBundle(JSON.stringify(testPolicy()), undefined).version).toBe(1);
});

test("a bundle from a file is in force, gives way to newer ones only, and grows stale", async () => {
  const bundlePath = join(mkdtempSync(join(tmpdir(), "bundle-")), "bundle.json");
  const clock = fakeClock(0);
  writeFileSync(bundlePath, signed(2, { expiresMs: 1_000 }));
  const service = { agentId: "care" };
  const guard = createGuard({
    service,
    bundlePath,
    bundleKeys: keys,
    clock,
    offline: { staleCallsMax: 2 },
  });
  expect(guard.status()).toMatchObject({
    standing: "fresh",
    bundle: expect.stringContaining("test@1"),
  });
  writeFileSync(bundlePath, signed(1));
  expect(() => guard.reload()).toThrow("version 1 is older than 2");
  expect(guard.status().standing).toBe("fresh"); // what was in force stays
  const read = guard.tool(echoTool("read"));
  const write = guard.tool(echoTool("write"));
  await clock.move(1_000);
  await guard.run({ tier: 2 }, async () =>
    expect(await codeOf(write({ n: 0 }))).toBe("stale.bundle"),
  );
  await guard.run({}, async () => {
    expect(await codeOf(read({ n: 1 }))).toBe("done");
    expect(await codeOf(read({ n: 2 }))).toBe("done");
    expect(await codeOf(read({ n: 3 }))).toBe("stale.bundle"); // two were allowed
  });
  writeFileSync(bundlePath, signed(3, {}, testPolicy({ tools: { read: { tier: 1 } } })));
  guard.reload();
  await guard.run({}, async () => {
    expect(await codeOf(read({ n: 4 }))).toBe("done");
    expect(await codeOf(write({ n: 4 }))).toBe("tool.not_allowed");
  });
});

test("what was spent of a budget stays spent when the policy changes", async () => {
  const bundlePath = join(mkdtempSync(join(tmpdir(), "bundle-")), "bundle.json");
  const budget = (calls: number) =>
    testPolicy({ budgets: [{ id: "b", scope: "agent", window: "day", calls }] });
  writeFileSync(bundlePath, signed(1, {}, budget(1)));
  const guard = createGuard({ service: { agentId: "care" }, bundlePath, bundleKeys: keys });
  const read = guard.tool(echoTool("read"));
  await guard.run({}, async () => {
    expect([await codeOf(read({ n: 1 })), await codeOf(read({ n: 2 }))]).toEqual([
      "done",
      "budget.calls",
    ]);
    writeFileSync(bundlePath, signed(2, {}, budget(2)));
    guard.reload();
    expect([await codeOf(read({ n: 3 })), await codeOf(read({ n: 4 }))]).toEqual([
      "done",
      "budget.calls",
    ]);
  });
});

test("without the server: what is done by the policy's standing and the action's tier", () => {
  const table: Record<Standing, [OfflineVerdict, OfflineVerdict, OfflineVerdict]> = {
    local: ["allow", "allow", "allow"],
    connected: ["allow", "allow", "allow"],
    fresh: ["allow", "allow", "approve"],
    stale: ["degraded", "deny", "deny"],
    never: ["deny", "deny", "deny"],
  };
  const judge = (
    standing: Standing,
    tier: 1 | 2 | 3,
    [policy, calls]: [OfflinePolicy, number] = [offlinePolicyDefault, 0],
  ) => judgeOffline({ standing, tier }, policy, calls);
  for (const standing of ["local", "connected", "fresh", "stale", "never"] as const) {
    expect([standing, ...([1, 2, 3] as const).map((tier) => judge(standing, tier))]).toEqual([
      standing,
      ...table[standing],
    ]);
  }
  expect(judge("stale", 1, [offlinePolicyDefault, 100])).toBe("deny");
  const lenient = { ...offlinePolicyDefault, boot: "allow_reads", staleTier2: "approve" } as const;
  expect([judge("stale", 2, [lenient, 0]), judge("stale", 3, [lenient, 0])]).toEqual([
    "approve",
    "deny",
  ]);
  expect([judge("never", 1, [lenient, 0]), judge("never", 2, [lenient, 0])]).toEqual([
    "degraded",
    "deny",
  ]);
});
