import fc from "fast-check";
import { expect, test } from "vitest";
import { BehaviourBreaker } from "./behaviour-breaker.ts";
import type { BreakerTransition, BreakerVerdict } from "./breaker-state.ts";
import { type BreakerPermit, DependencyBreaker } from "./dependency-breaker.ts";

// Goal: the state machines keep their promises in any order of events. Method: random events on a clock
// of the test's own; after each, what must hold is checked against the plain history.

const config = {
  windowMs: 1_000,
  minCalls: 4,
  failureRate: 0.5,
  openMs: 500,
  probes: 2,
  probeMsMax: 300,
};
const states = ["closed", "open", "half_open", "forced_open", "disabled", "observe"] as const;

const event = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ kind: "call" as const }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("end" as const),
      which: fc.nat(),
      failed: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("wait" as const),
      ms: fc.integer({ min: 1, max: 400 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("set" as const), state: fc.constantFrom(...states) }),
  },
);

test("dependency: no transition but the allowed ones, and no call where none is admitted", () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 200 }), (events) => {
      const transitions: BreakerTransition[] = [];
      const breaker = new DependencyBreaker("tool:x", config, (transition) =>
        transitions.push(transition),
      );
      let nowMs = 0;
      const broken: BreakerVerdict[] = [];
      let byHand = 0;
      let open: BreakerPermit[] = [];
      for (const happening of events) {
        if (happening.kind === "wait") nowMs += happening.ms;
        if (happening.kind === "set") {
          breaker.set(happening.state, "by hand", nowMs);
          byHand += 1;
        }
        if (happening.kind === "call") {
          const verdict = breaker.inspect(nowMs);
          if (verdict.admitted) open.push(breaker.begin(nowMs));
          const probes = open.filter((permit) => permit.epoch === transitions.at(-1)?.epoch);
          const tooMany = breaker.state === "half_open" && probes.length > config.probes;
          if (tooMany || !keepsItsWord(verdict)) broken.push(verdict);
        }
        if (happening.kind === "end" && open.length > 0) {
          const [permit] = open.splice(happening.which % open.length, 1);
          if (permit) breaker.settle(permit, happening.failed, nowMs);
        }
      }
      const allowed = new Set([
        "closed>open",
        "open>half_open",
        "half_open>open",
        "half_open>closed",
      ]);
      expect(broken).toEqual([]);
      const own = transitions.filter(({ reason }) => reason !== "by hand");
      expect(own.filter(({ from, to }) => !allowed.has(`${from}>${to}`))).toEqual([]);
      expect(transitions.length - own.length).toBe(byHand);
      expect(transitions.map(({ epoch }) => epoch)).toEqual(
        transitions.map((_, index) => index + 1),
      );
      // It never stays half-open for ever: with nothing coming back, it opens and tries again.
      open = [];
      if (breaker.state !== "half_open") return;
      for (let probe = 0; probe < config.probes; probe += 1) {
        if (breaker.inspect(nowMs).admitted) breaker.begin(nowMs);
      }
      expect(breaker.inspect(nowMs + config.probeMsMax).state).toBe("open");
      expect(breaker.inspect(nowMs + config.probeMsMax + config.openMs).admitted).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("dependency: opens at the rate, tries after the wait, closes when all probes went well", () => {
  const breaker = new DependencyBreaker("tool:x", config);
  const call = (failed: boolean, nowMs: number) =>
    breaker.settle(breaker.begin(nowMs), failed, nowMs);
  call(true, 0);
  call(true, 0);
  call(false, 0);
  expect(breaker.state).toBe("closed"); // three calls say nothing yet
  call(false, 0);
  expect(breaker.state).toBe("open");
  expect(breaker.inspect(499)).toMatchObject({ admitted: false, retryAfterMs: 1 });
  const [first, second] = [breaker.begin(500), breaker.begin(500)];
  expect(breaker.inspect(500).admitted).toBe(false); // two probes are all
  breaker.settle(first, false, 510);
  breaker.settle(second, false, 520);
  expect(breaker.state).toBe("closed");
  for (const at of [530, 540]) call(true, at);
  expect(breaker.state).toBe("closed"); // the window began anew
});

test("dependency: slow calls count too, old ones do not, and observing lets everything through", () => {
  const slow = new DependencyBreaker("m", { ...config, slowMs: 100, slowRate: 0.5 });
  for (let n = 0; n < 4; n += 1) slow.settle(slow.begin(0), false, n < 2 ? 50 : 150);
  expect(slow.state).toBe("open");
  const old = new DependencyBreaker("m", config);
  for (let n = 0; n < 20; n += 1) old.settle(old.begin(n * 600), n % 2 === 0, n * 600);
  expect(old.state).toBe("closed"); // never four calls within a second
  const observing = new DependencyBreaker("m", config);
  observing.set("observe", "first week", 0);
  for (let n = 0; n < 4; n += 1) observing.settle(observing.begin(0), true, 0);
  expect(observing.inspect(10)).toMatchObject({
    admitted: true,
    wouldRefuse: true,
    state: "observe",
  });
});

test("behaviour: time alone never closes it; approvals do, a refusal opens it again", () => {
  const breaker = new BehaviourBreaker("agent:a", { probes: 2, stoppedRuns: 2, windowMs: 1_000 });
  breaker.runStopped("loop.repeat", 0);
  breaker.runStopped("loop.repeat", 5_000);
  expect(breaker.state).toBe("closed"); // not within the window
  breaker.runStopped("steps.hard", 5_100);
  expect(breaker.inspect()).toMatchObject({
    admitted: false,
    reason: expect.stringContaining("steps.hard"),
  });
  expect(breaker.inspect().admitted).toBe(false);
  breaker.set("half_open", "looked at it", 9e9);
  breaker.answered("approved", 9e9);
  breaker.answered("changed", 9e9);
  expect(breaker.state).toBe("open");
  breaker.set("half_open", "again", 9e9);
  breaker.answered("approved", 9e9);
  breaker.answered("approved", 9e9);
  expect(breaker.state).toBe("closed");
});

test("behaviour: opens at the denial rate", () => {
  const breaker = new BehaviourBreaker("agent:a", { minDecisions: 10, denialRate: 0.5 });
  for (let n = 0; n < 20 && breaker.state === "closed"; n += 1) breaker.decided(n % 3 !== 0, n);
  expect(breaker.state).toBe("open");
  const calm = new BehaviourBreaker("agent:b", { minDecisions: 10, denialRate: 0.5 });
  for (let n = 0; n < 1_000; n += 1) calm.decided(n % 3 === 0, n);
  expect(calm.state).toBe("closed");
});

/** Whether a verdict is one that its state may give. */
function keepsItsWord({ admitted, state, retryAfterMs }: BreakerVerdict): boolean {
  switch (state) {
    case "closed":
    case "disabled":
    case "observe":
      return admitted;
    case "forced_open":
      return !admitted;
    case "open":
      return admitted === (retryAfterMs === 0);
    case "half_open":
      return true;
  }
}
