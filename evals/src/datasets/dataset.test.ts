import fc from "fast-check";
import { expect, test } from "vitest";
import { diffDatasets, freezeDataset } from "./dataset-version.ts";
import { caseIdOf, createCase } from "./eval-case.ts";
import { readJsonLines, writeJsonLines } from "./jsonl.ts";

test("the id is the SHA-256 of the canonical JSON", () => {
  // printf '{"expected":"4","input":"2+2","metadata":{}}' | sha256sum
  const id = "1caf869211a4916ae397d14f829904acabfe2cbb72d236356a260d1ef95f1959";
  expect(caseIdOf({ input: "2+2", expected: "4" })).toBe(id);
});

test("the order of keys does not make another case, the content does", () => {
  const one = caseIdOf({ input: { a: 1, b: [2, { c: 3 }] }, metadata: { x: 1, y: 2 } });
  expect(caseIdOf({ metadata: { y: 2, x: 1 }, input: { b: [2, { c: 3 }], a: 1 } })).toBe(one);
  expect(caseIdOf({ input: { a: 1, b: [2, { c: 4 }] }, metadata: { x: 1, y: 2 } })).not.toBe(one);
});

test("what is not JSON is no case", () => {
  expect(() => caseIdOf({ input: 1n })).toThrow(TypeError);
  expect(() => caseIdOf({ input: Number.NaN })).toThrow(/NaN/);
});

const cases = fc.array(
  fc
    .tuple(fc.jsonValue(), fc.array(fc.constantFrom("refunds", "claims"), { maxLength: 2 }))
    .map(([input, slices]) => createCase({ input }, { slices })),
  { maxLength: 12 },
);

test("neither order nor repetition makes another version", () => {
  fc.assert(
    fc.property(cases, (list) => {
      const frozen = freezeDataset("d", list);
      const again = freezeDataset("d", [...list, ...list.toReversed()]);
      expect(again).toEqual(frozen);
      expect(diffDatasets(frozen, again)).toEqual({
        added: [],
        removed: [],
        kept: frozen.cases.length,
      });
    }),
  );
});

test("added and removed turn round with the versions", () => {
  fc.assert(
    fc.property(cases, cases, (before, after) => {
      const [one, other] = [freezeDataset("d", before), freezeDataset("d", after)];
      const there = diffDatasets(one, other);
      const back = diffDatasets(other, one);
      expect(there.added.map(({ id }) => id)).toEqual(back.removed.map(({ id }) => id));
      expect(there.kept + there.added.length).toBe(other.cases.length);
      expect(one.version === other.version).toBe(there.added.length + there.removed.length === 0);
    }),
  );
});

test("what is written is read again", () => {
  fc.assert(
    fc.property(cases, (list) => {
      expect(readJsonLines(writeJsonLines(list))).toEqual({ cases: plain(list), problems: [] });
    }),
  );
});

test("every bad line is named", () => {
  const text = ['{"input":1}', "", "{", '{"expected":1}', '{"input":1,"inputs":2}'].join("\n");
  const { cases: read, problems } = readJsonLines(text);
  expect(read).toHaveLength(1);
  expect(problems).toEqual([
    { line: 3, problem: expect.stringContaining("JSON") },
    { line: 4, problem: '"input" is missing' },
    { line: 5, problem: '"inputs" is not a field of a case' },
  ]);
});

/** As JSON says it: -0 is 0. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
