import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findRepeats, findRuns, periodMax, roundsMin } from "./repeats.ts";
import { groupSteps } from "./steps.ts";
import { sketchLargeTrace, skeletonOf, type SpanSketch } from "./testing.ts";
import { decodeTrace, isError } from "./trace-columns.ts";
import { positionOf, visibleRows } from "./visible-rows.ts";

const base = { startUs: 0, durationUs: 10 };
const root: SpanSketch = { ...base, depth: 0, kind: "agent", name: "plan", agent: "plan" };
const call = (name: string, more: Partial<SpanSketch> = {}): SpanSketch => ({
  ...base,
  depth: 1,
  kind: "tool",
  name,
  tool: name,
  ...more,
});
const rounds = (count: number, ...names: string[]) =>
  Array.from({ length: count }, () => names.map((name) => call(name))).flat();

const none = new Set<string>();
function fold(sketches: readonly SpanSketch[], quiet: ReadonlySet<string> = none) {
  const columns = decodeTrace(skeletonOf(sketches));
  return { columns, repeats: findRepeats(columns, groupSteps(columns), quiet) };
}
function shown({ columns, repeats }: ReturnType<typeof fold>, open: readonly number[] = []) {
  const openRepeats = new Uint8Array(repeats.list.length);
  for (const index of open) openRepeats[index] = 1;
  const folded = new Int32Array(columns.count);
  return visibleRows(columns, { folded, hiddenKinds: none, repeats, openRepeats, wanted: null });
}

/** The same rule, written without a shortcut. */
function findRunsSlowly(signatures: readonly number[]) {
  const runs = [];
  let start = 0;
  while (start < signatures.length) {
    let best = { start, period: 1, rounds: 0 };
    for (let period = 1; period <= periodMax; period++) {
      let count = 1;
      const round = (index: number) =>
        signatures.slice(start + index * period, start + (index + 1) * period).join();
      while (start + (count + 1) * period <= signatures.length && round(count) === round(0)) {
        count += 1;
      }
      if (count >= roundsMin && count * period > best.period * best.rounds) {
        best = { start, period, rounds: count };
      }
    }
    if (best.rounds > 0) runs.push(best);
    start += Math.max(1, best.period * best.rounds);
  }
  return runs;
}

describe("runs", () => {
  test("are what a slow search finds", () => {
    const piece = fc
      .tuple(fc.array(fc.nat(3), { minLength: 1, maxLength: 7 }), fc.integer({ min: 1, max: 9 }))
      .map(([pattern, times]) => Array.from({ length: times }, () => pattern).flat());
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const signatures = pieces.flat();
        expect(findRuns(Int32Array.from(signatures))).toEqual(findRunsSlowly(signatures));
      }),
      { numRuns: 300 },
    );
  });
});

test("a loop is one row, with its rounds", () => {
  const { repeats, ...rest } = fold([root, ...rounds(14, "chat", "search"), call("save")]);
  expect(repeats.list).toEqual([{ from: 1, to: 29, period: 2, rounds: 14, errors: 0 }]);
  expect([...shown({ ...rest, repeats }).rows]).toEqual([0, 1, 29]);
});

test("an open one shows its head and its rows, one level further in", () => {
  const trace = fold([root, ...rounds(3, "search"), call("save")]);
  const { rows, levels, heads } = shown(trace, [0]);
  expect([...rows]).toEqual([0, 1, 1, 2, 3, 4]);
  expect([...levels]).toEqual([0, 1, 2, 2, 2, 1]);
  expect([...heads]).toEqual([-1, 0, -1, -1, -1, -1]);
});

test("a round that failed stands between those that went well", () => {
  const failed = call("search", { isError: true });
  const { repeats } = fold([root, ...rounds(4, "search"), failed, ...rounds(3, "search")]);
  expect(repeats.list.map(({ from, to, errors }) => ({ from, to, errors }))).toEqual([
    { from: 1, to: 5, errors: 0 },
    { from: 6, to: 9, errors: 0 },
  ]);
});

test("rounds that all failed are counted together", () => {
  const failed = call("step", { kind: "step" });
  const below = call("search", { depth: 2, isError: true });
  const { repeats } = fold([root, ...Array.from({ length: 3 }, () => [failed, below]).flat()]);
  expect(repeats.list).toEqual([{ from: 1, to: 7, period: 1, rounds: 3, errors: 3 }]);
});

test("quiet rows do not interrupt a round, and are folded with it", () => {
  const quiet = call("GET", { kind: "noise" });
  const sketches = [root, call("a"), quiet, call("a"), call("a"), quiet];
  expect(fold(sketches, new Set(["noise"])).repeats.list).toMatchObject([{ from: 1, to: 5 }]);
  expect(fold(sketches).repeats.list).toEqual([]);
});

test("every row is shown, or below what is shown; no closed repeat hides an error", () => {
  const sketch = fc.record({
    depth: fc.integer({ min: 1, max: 3 }),
    name: fc.constantFrom("a", "b"),
    isError: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(sketch, { maxLength: 60 }), (list) => {
      let depth = 0;
      const sketches = list.map(({ name, isError: failed, ...wanted }) => {
        depth = Math.min(wanted.depth, depth + 1);
        return call(name, { depth, isError: failed });
      });
      const trace = fold([root, ...sketches]);
      const { columns, repeats } = trace;
      const open = repeats.list.flatMap(({ errors }, index) => (errors > 0 ? [index] : []));
      const visible = shown(trace, open);
      for (let row = 0; row < columns.count; row++) {
        const around = repeats.list.filter(({ from, to }) => row >= from && row < to);
        const isFolded = around.some(({ errors }) => errors === 0);
        expect(isFolded && isError(columns, row)).toBe(false);
        expect(isFolded || visible.rows[positionOf(visible, row)] === row).toBe(true);
      }
    }),
  );
});

test("a loop of 5,000 steps with errors and detours is at most 1,200 rows", () => {
  const random = seeded();
  const patterns = [
    ["chat", "search"],
    ["chat", "read_file", "run_tests"],
    ["chat", "write_file", "run_tests", "chat"],
  ];
  const sketches: SpanSketch[] = [root];
  while (sketches.length < 5000) {
    const pattern = patterns[Math.floor(random() * patterns.length)] ?? [];
    const times = 1 + Math.floor(-Math.log(1 - random()) * 9);
    for (let time = 0; time < times; time++) {
      sketches.push(...pattern.map((name) => call(name, { isError: random() < 0.005 })));
      if (random() < 0.04) sketches.push(call("guard"));
    }
  }
  expect(shown(fold(sketches)).rows.length).toBeLessThanOrEqual(1200);
});

test("100,000 spans are folded whole, and none is lost", () => {
  const trace = fold(sketchLargeTrace(100_000));
  const all = trace.repeats.list.map((_, index) => index);
  expect(shown(trace, all).rows.length).toBe(100_000 + all.length);
  expect(shown(trace).rows.length).toBeLessThan(100_000);
});

function seeded(): () => number {
  let state = 9;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 4_294_967_296;
  };
}
