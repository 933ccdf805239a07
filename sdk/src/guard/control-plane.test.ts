import { expect, test } from "vitest";
import type { ControlOrder, ControlPlane } from "./control-plane.ts";
import { codeOf, echoTool, fakeClock, testGuard, testPolicy } from "./testing.ts";

// Goal: orders take effect once and are acknowledged. Method: a server that sends what the test says.

function scripted(clock: { nowMs: () => number }) {
  const acknowledged: number[] = [];
  let send: (order: ControlOrder) => void = () => undefined;
  let heardMs: number | null = null;
  const controlPlane: ControlPlane = {
    ask: async ({ digest }) => ({ state: "approved", digest, approver: "m.keller" }),
    lastHeardMs: () => heardMs,
    subscribe: (callback) => {
      send = callback;
      return () => (send = () => undefined);
    },
    acknowledge: (epoch) => acknowledged.push(epoch),
    close: async () => undefined,
  };
  const order = (made: ControlOrder) => {
    heardMs = clock.nowMs();
    send(made);
  };
  return { controlPlane, acknowledged, order };
}

test("bundles, kills and breakers of the server take effect, in the order of their epochs", async () => {
  const clock = fakeClock();
  const { controlPlane, acknowledged, order } = scripted(clock);
  const guard = testGuard({ clock, controlPlane });
  const echo = guard.tool(echoTool("echo"));
  const code = () => guard.run({}, () => codeOf(echo({ n: 1 })));
  expect(guard.status().standing).toBe("fresh");
  order({
    kind: "bundle",
    epoch: 1,
    text: JSON.stringify(testPolicy({ version: 2, tools: {} })),
    etag: "",
  });
  expect(guard.status().standing).toBe("connected");
  expect(await code()).toBe("tool.not_allowed");
  order({ kind: "bundle", epoch: 2, text: JSON.stringify(testPolicy({ version: 3 })), etag: "" });
  order({ kind: "kill", epoch: 3, scope: "all", reason: "breach" });
  expect(await code()).toBe("kill");
  order({ kind: "revive", epoch: 3, scope: "all" }); // of an epoch that is over
  expect(await code()).toBe("kill");
  order({ kind: "revive", epoch: 4, scope: "all" });
  expect(await code()).toBe("done");
  order({
    kind: "breaker",
    epoch: 5,
    scope: "tool:echo",
    state: "forced_open",
    reason: "recalled",
  });
  expect(await code()).toBe("breaker.open");
  order({ kind: "bundle", epoch: 6, text: "{", etag: "" }); // cannot be used, and is not acknowledged
  expect(acknowledged).toEqual([1, 2, 3, 4, 5]);
  await clock.move(60_000);
  expect(guard.status().standing).toBe("fresh");
  await guard.close();
  order({ kind: "kill", epoch: 7, scope: "all", reason: "nobody listens" });
  expect(acknowledged).not.toContain(7);
});
