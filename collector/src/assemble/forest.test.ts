import fc from "fast-check";
import { expect, test } from "vitest";
import { buildForest, type Forest, type SpanPlaces } from "./forest.ts";

interface Place {
  id: string;
  parent: string;
  start: number;
}

const columns = (places: readonly Place[]): SpanPlaces => ({
  spanId: places.map(({ id }) => id),
  parentSpanId: places.map(({ parent }) => parent),
  startNs: Float64Array.from(places, ({ start }) => start),
});
const forestOf = (places: readonly Place[]): Forest => buildForest(columns(places));
const ids = (places: readonly Place[], { span }: Forest) =>
  Array.from(span, (index) => places[index]?.id);

// Parents may be there or not, one's own, each other's: anything a sender can send.
const trace = fc.uniqueArray(fc.nat(40), { maxLength: 40 }).chain((names) =>
  fc.tuple(
    ...names.map((name) =>
      fc.record({
        id: fc.constant(`s${name}`),
        parent: fc.oneof(
          fc.constant(""),
          fc.nat(45).map((parent) => `s${parent}`),
        ),
        start: fc.nat(5),
      }),
    ),
  ),
);

test("puts children after their parent, in order of start, then of id", () => {
  const places = [
    { id: "late", parent: "root", start: 9 },
    { id: "b", parent: "root", start: 2 },
    { id: "grandchild", parent: "b", start: 3 },
    { id: "a", parent: "root", start: 2 },
    { id: "root", parent: "", start: 0 },
  ];
  const forest = forestOf(places);
  expect(ids(places, forest)).toEqual(["root", "a", "b", "grandchild", "late"]);
  expect([...forest.subtree]).toEqual([5, 1, 2, 1, 1]);
  expect([...forest.parent]).toEqual([-1, 0, 0, 2, 0]);
});

test("makes a root of what has no parent there, and cuts a ring at its earliest span", () => {
  const places = [
    { id: "self", parent: "self", start: 1 },
    { id: "two", parent: "three", start: 3 },
    { id: "three", parent: "two", start: 2 },
    { id: "tail", parent: "two", start: 0 },
    { id: "lost", parent: "nowhere", start: 4 },
  ];
  const forest = forestOf(places);
  expect(ids(places, forest)).toEqual(["self", "three", "two", "tail", "lost"]);
  expect([...forest.orphan]).toEqual([1, 1, 0, 0, 1]);
});

test("has every span exactly once, whatever the parents", () => {
  fc.assert(
    fc.property(trace, (places) => {
      const built = forestOf(places);
      expect(built.span.toSorted()).toEqual(Int32Array.from(places, (_, index) => index));
    }),
  );
});

test("does not depend on the order of arrival", () => {
  const shuffled = trace.chain((places) =>
    fc.tuple(fc.constant(places), fc.shuffledSubarray(places, { minLength: places.length })),
  );
  fc.assert(
    fc.property(shuffled, ([places, others]) => {
      const [one, other] = [forestOf(places), forestOf(others)];
      expect(ids(others, other)).toEqual(ids(places, one));
      expect(other.parent).toEqual(one.parent);
      expect(other.orphan).toEqual(one.orphan);
    }),
  );
});

test("a subtree is a span and the subtrees of its children", () => {
  fc.assert(
    fc.property(trace, (places) => {
      const { parent, subtree } = forestOf(places);
      const sums = new Int32Array(parent.length).fill(1);
      for (const [row, above] of parent.entries()) {
        expect(above).toBeLessThan(row);
        if (above >= 0) sums[above] = (sums[above] ?? 0) + (subtree[row] ?? 0);
      }
      expect(subtree).toEqual(sums);
    }),
  );
});

test("stands a chain and a ring of 100,000 spans", () => {
  const chain = Array.from({ length: 100_000 }, (_, i) => ({
    id: `s${i}`,
    parent: i === 0 ? "" : `s${i - 1}`,
    start: i,
  }));
  expect(forestOf(chain).subtree[0]).toBe(100_000);
  const ring = chain.map((place, i) => (i === 0 ? { ...place, parent: "s99999" } : place));
  expect([...forestOf(ring).orphan.subarray(0, 2)]).toEqual([1, 0]);
}, 120_000);
