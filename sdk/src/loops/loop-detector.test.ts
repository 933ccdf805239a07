import fc from "fast-check";
import { expect, test } from "vitest";
import { hashValue, joinHashes, hashText } from "./hash-value.ts";
import { LoopDetector } from "./loop-detector.ts";

// Goal: every loop is stopped in time, and nothing else is. Method: agents that do what agents do, each
// call shown to the detector before it is made and after it was answered, as the guard does.

interface Step {
  tool: string;
  args: unknown;
  answer?: unknown;
  error?: string;
  waitMs?: number;
}

/** Plays the steps until one is blocked; gives how many were made and what was found. */
function play(steps: readonly Step[]) {
  const detector = new LoopDetector();
  let nowMs = 0;
  for (const [made, step] of steps.entries()) {
    nowMs += step.waitMs ?? 10;
    const call = joinHashes(hashText(step.tool), hashValue(step.args));
    const finding = detector.inspect({ tool: step.tool, call, nowMs });
    if (finding?.severity === "block") return { made, finding };
    detector.record(
      { tool: step.tool, call, nowMs },
      step.error === undefined
        ? { kind: "answer", hash: hashValue(step.answer) }
        : { kind: "error", errorClass: step.error },
    );
  }
  return { made: steps.length, finding: null };
}

const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));

test("a cycle of period 1 to 8 is blocked within r·p + 1 calls, with 0 to 10 % noise", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.record({
        noisePercent: fc.integer({ min: 0, max: 10 }),
        before: fc.integer({ min: 0, max: 40 }),
      }),
      fc.array(fc.nat(), { minLength: 8, maxLength: 8 }),
      (period, { noisePercent, before }, places) => {
        const rounds = period === 1 ? 5 : 4;
        const cycle = times(rounds * period + 1, (index) => ({
          tool: `tool${index % period}`,
          args: { step: index % period },
          answer: "same",
        }));
        const noise = Math.floor((cycle.length * noisePercent) / 100);
        const steps: Step[] = [...cycle];
        for (let n = 0; n < noise; n += 1) {
          const at = (places[n] ?? 0) % steps.length;
          steps.splice(at, 0, { tool: "look", args: { n }, answer: n });
        }
        const history = times(before, (n) => ({ tool: "work", args: { n }, answer: { n } }));
        const { made, finding } = play([...history, ...steps, ...cycle]);
        expect(finding).toMatchObject({ kind: period === 1 ? "repeat" : "cycle", period });
        // The call that would be number r·p + 1 of the cycle is the one that is not made.
        expect(made - before - noise).toBeLessThanOrEqual(rounds * period);
      },
    ),
    { numRuns: 500 },
  );
});

test("a cycle in which a call occurs twice is one too", () => {
  const order = ["read", "edit", "read", "test"];
  const steps = times(40, (n) => ({ tool: order[n % 4] ?? "", args: {}, answer: "same" }));
  expect(play(steps)).toMatchObject({ made: 16, finding: { period: 4 } });
});

test("polling with a changing answer goes on for ever", () => {
  const polls = times(500, (n) => ({
    tool: "get_job",
    args: { id: 7 },
    answer: { percent: n / 5 },
  }));
  expect(play(polls).finding).toBeNull();
  // Also when two things are asked for by turns and only one of them moves.
  const pair = polls.flatMap((poll) => [poll, { tool: "get_user", args: {}, answer: "m" }]);
  expect(play(pair).finding).toBeNull();
});

test("pagination, fan-out and a batch of similar work are no loops", () => {
  fc.assert(
    fc.property(fc.integer({ min: 20, max: 300 }), fc.boolean(), (count, empty) => {
      const pages = times(count, (page) => ({
        tool: "list",
        args: { page },
        answer: empty ? [] : [page],
      }));
      const batch = times(count, (id) => [
        { tool: "whoami", args: {}, answer: "agent" },
        { tool: "read", args: { id }, answer: { id, text: "same" } },
        { tool: "write", args: { id }, answer: "ok" },
      ]).flat();
      expect(play(pages).finding).toBeNull();
      expect(play(batch).finding).toBeNull();
    }),
  );
});

test("calls that run at the same time are not held against one another", () => {
  const detector = new LoopDetector();
  const call = { tool: "search", call: 1, nowMs: 0 };
  for (let n = 0; n < 30; n += 1) expect(detector.inspect(call)).toBeNull();
});

test("a retry with back-off and jitter is none, a retry without is", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 100, max: 2_000 }),
      fc.array(fc.double({ min: 0.5, max: 1, noNaN: true }), { minLength: 10, maxLength: 10 }),
      (firstMs, jitters) => {
        const retries: Step[] = jitters.map((jitter, n) => ({
          tool: "fetch",
          args: { url: "u" },
          error: "HttpError:503",
          waitMs: firstMs * 2 ** n * jitter,
        }));
        const last = {
          tool: "fetch",
          args: { url: "u" },
          answer: "page",
          waitMs: firstMs * 2 ** 10,
        };
        const steps = [...retries, last];
        expect(play(steps).finding).toBeNull();
      },
    ),
  );
  const stubborn = times(20, () => ({
    tool: "fetch",
    args: {},
    error: "HttpError:503",
    waitMs: 500,
  }));
  expect(play(stubborn)).toMatchObject({ made: 5, finding: { kind: "repeat" } });
});

test("a tool that fails in the same way whatever it is given is blocked, and an answer ends that", () => {
  const failing = (n: number) => ({ tool: "query", args: { n }, error: "SyntaxError" });
  expect(play(times(9, failing))).toMatchObject({ made: 5, finding: { kind: "errors", count: 5 } });
  const mixed = times(40, (n) =>
    n % 4 === 3 ? { tool: "query", args: { n }, answer: n } : failing(n),
  );
  expect(play(mixed).finding).toBeNull();
});

test("made-up tools and arguments are told at the third", () => {
  const detector = new LoopDetector();
  const severities = ["a", "b", "c"].map(
    (tool, n) => detector.recordHallucination(tool, "unknown_tool", n)?.severity,
  );
  expect(severities).toEqual([undefined, "warn", "block"]);
  const args = [1, 2, 3].map(
    (n) => detector.recordHallucination("refund", "invalid_args", n)?.severity,
  );
  expect(args).toEqual([undefined, "warn", "block"]);
  expect(detector.inspect({ tool: "other", call: 1, nowMs: 0 })).toBeNull();
});

test("arguments that hardly vary are a warning", () => {
  const detector = new LoopDetector();
  // The Thue-Morse sequence: it never has the same stretch three times in a row.
  const seen = times(40, (n) => {
    const ones = n.toString(2).replaceAll("0", "").length % 2;
    const call = { tool: "search", call: hashValue({ q: ones }), nowMs: n };
    const finding = detector.inspect(call);
    detector.record(call, { kind: "answer", hash: 7 });
    return finding;
  });
  expect(seen.filter((finding) => finding?.severity === "block")).toEqual([]);
  expect(seen.some((finding) => finding?.kind === "novelty")).toBe(true);
});
