import { spanKinds, spanStatuses } from "@spanward/clickhouse/records";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseSearch } from "./parse-search.ts";
import { findField, searchFields } from "./search-fields.ts";

/** The conditions of a text without a slip, wherever they stand. */
const conditionsOf = (text: string) => {
  const { conditions, problems } = parseSearch(text);
  expect(problems).toEqual([]);
  return conditions.map((condition) => ({ ...condition, from: 0, to: 0 }));
};

describe("a search", () => {
  test("takes values of one field for alternatives, and the rest together", () => {
    expect(
      conditionsOf(String.raw`agent:refund-* status:error agent:"a\*" -agent:x -agent:y boom`),
    ).toMatchObject([
      {
        kind: "value",
        field: "agent",
        negated: false,
        anyOf: [
          {
            text: "refund-*",
            glob: true,
          },
          {
            text: "a*",
            glob: false,
          },
        ],
      },
      { kind: "choice", field: "status", negated: false, anyOf: ["error"] },
      {
        kind: "value",
        field: "agent",
        negated: true,
        anyOf: [
          {
            text: "x",
            glob: false,
          },
          {
            text: "y",
            glob: false,
          },
        ],
      },
      { kind: "text", phrase: "boom", negated: false },
    ]);
  });

  test.each([
    ["latency:>30s", ["latency", ">", 30_000_000_000n]],
    ["duration:<=1.5ms", ["latency", "<=", 1_500_000n]],
    ["latency:>=2m", ["latency", ">=", 120_000_000_000n]],
    ["latency:<0.5h", ["latency", "<", 1_800_000_000_000n]],
    ["cost:>0.5", ["cost", ">", 500_000_000n]],
    ["cost:>$0.000000001", ["cost", ">", 1n]],
    ["tokens:>10k", ["tokens", ">", 10_000n]],
    ["tokens:<1.5M", ["tokens", "<", 1_500_000n]],
    ["spans:>=100", ["spans", ">=", 100n]],
  ])("reads the bound %s", (text, [measure, operator, amount]) => {
    expect(conditionsOf(text)).toMatchObject([
      { kind: "bound", measure, operator, amount, negated: false },
    ]);
  });

  test("reads tags, with and without a value", () => {
    expect(conditionsOf("tag:team=a=b tag:beta -tag:tier=gold*")).toMatchObject([
      { kind: "tag", key: "team", value: { text: "a=b", glob: false } },
      { kind: "tag", key: "beta", value: null },
      { kind: "tag", key: "tier", value: { text: "gold*", glob: true }, negated: true },
    ]);
  });

  test.each([
    ["status:broken", [0, 13], "status is one of error, ok, unset, running"],
    ["a stats:error", [2, 13], "Did you mean status?"],
    ["nosuch:x", [0, 8], 'In quotes, "nosuch:x" is looked for as text'],
    ["agent:a cost:5", [8, 14], "cost:>0.5"],
    ["cost:>-1", [0, 8], "cost:>0.5"],
    ["latency:>1.0000000001s", [0, 22], "latency:>30s"],
    ["spans:>0.5", [0, 10], "spans:>100"],
    ["tag:=x", [0, 6], "A tag has a key"],
    ["-has:wings", [0, 10], "has is one of approval"],
    ["status:", [0, 7], "status needs a value"],
    ['bu:""', [0, 5], "bu needs a value"],
  ])("says what is wrong with %s, and where", (text, [from, to], message) => {
    const { conditions, problems } = parseSearch(text);
    expect(problems).toEqual([{ from, to, message: expect.stringContaining(message) }]);
    expect(conditions.length).toBeLessThanOrEqual(1);
  });

  test("refuses more than it would ever look for", () => {
    expect(parseSearch("x".repeat(2001)).problems).toHaveLength(1);
    expect(parseSearch("x ".repeat(51)).problems).toHaveLength(1);
    expect(parseSearch("x ".repeat(50)).problems).toEqual([]);
  });

  test("reads any text, and every term is a condition, a problem, or nothing", () => {
    const names = fc.constantFrom(...searchFields.map(({ name }) => `${name}:`), "", "x:");
    const value = fc.stringMatching(/^[-><=a-z0-9"*.: ]{0,8}$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(names, value), { maxLength: 8 }), (parts) => {
        const text = parts.map((part) => part.join("")).join(" ");
        const { conditions, problems, terms } = parseSearch(text);
        expect(conditions.length + problems.length).toBeLessThanOrEqual(terms.length);
        for (const { from, to } of [...conditions, ...problems]) {
          expect(terms.some((term) => term.from === from && term.to === to)).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe("the fields", () => {
  test("each read their own example", () => {
    for (const { example } of searchFields) expect(conditionsOf(example)).toHaveLength(1);
  });

  test("have one name each", () => {
    const names = searchFields.flatMap(({ aliases, name }) => [name, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
  });

  test("know what is stored", () => {
    expect(findField("kind")?.choices).toEqual(spanKinds);
    expect(findField("status")?.choices.toSorted()).toEqual(
      [...spanStatuses, "running"].toSorted(),
    );
  });
});
