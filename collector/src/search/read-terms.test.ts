import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readTerms, type Term, toggleTerm, writeTerms } from "./read-terms.ts";

const term: fc.Arbitrary<Term> = fc
  .record({
    negated: fc.boolean(),
    field: fc.option(fc.stringMatching(/^[a-z][a-z0-9_.]{0,6}$/)),
    value: fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.stringMatching(/^[-"\\:*/ a-z=>.\n]{0,12}$/),
    ),
    star: fc.boolean(),
  })
  .map(({ star, ...each }) => ({ ...each, literal: star && each.value.includes("*") }));

const bare = ({ negated, field, value, literal }: Term): Term => ({
  negated,
  field,
  value,
  literal,
});

describe("a text of terms", () => {
  test("says what the terms say, whatever is in them", () => {
    fc.assert(
      fc.property(fc.array(term, { maxLength: 6 }), (terms) => {
        expect(readTerms(writeTerms(terms)).map(bare)).toEqual(terms);
      }),
      { numRuns: 2000 },
    );
  });

  test("reads the same once it was written anew, whatever was typed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
        const terms = readTerms(text).map(bare);
        expect(readTerms(writeTerms(terms)).map(bare)).toEqual(terms);
      }),
      { numRuns: 2000 },
    );
  });

  test("is its terms and the space between them", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[-"\\:* a-c/]{0,30}$/), (text) => {
        let at = 0;
        for (const { from, to, valueFrom } of readTerms(text)) {
          expect(text.slice(at, from).trim()).toBe("");
          expect(valueFrom).toBeGreaterThanOrEqual(from);
          expect(valueFrom).toBeLessThanOrEqual(to);
          at = to;
        }
        expect(text.slice(at).trim()).toBe("");
      }),
      { numRuns: 2000 },
    );
  });
});

test.each<[string, Partial<Term>[]]>([
  ["status:error", [{ field: "status", value: "error", negated: false }]],
  ["-tool:sql_*", [{ field: "tool", value: "sql_*", negated: true, literal: false }]],
  ['agent:"a*b c"', [{ field: "agent", value: "a*b c", literal: false }]],
  [String.raw`agent:"a\*b \\ c"`, [{ field: "agent", value: "a*b \\ c", literal: true }]],
  [
    '"free text" more',
    [
      { field: null, value: "free text" },
      { field: null, value: "more" },
    ],
  ],
  [
    "see: this",
    [
      { field: null, value: "see:" },
      { field: null, value: "this" },
    ],
  ],
  ["https://x.org/a:b", [{ field: null, value: "https://x.org/a:b" }]],
  ["Status:ERROR", [{ field: "status", value: "ERROR" }]],
  ['"not closed', [{ value: "not closed" }]],
  [
    "- -",
    [
      { value: "-", negated: false },
      { value: "-", negated: false },
    ],
  ],
])("%s", (text, terms) => {
  expect(readTerms(text)).toMatchObject(terms);
});

test("a value is put in, and taken out where it is", () => {
  expect(toggleTerm("boom", "agent", "a b")).toBe('boom agent:"a b"');
  expect(toggleTerm('boom agent:"a b"', "agent", "a b")).toBe("boom");
  expect(toggleTerm("-agent:x", "agent", "x")).toBe("-agent:x agent:x");
});
