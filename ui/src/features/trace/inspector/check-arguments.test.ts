import { expect, test } from "vitest";
import { checkArguments } from "./check-arguments.ts";

const schema = JSON.stringify({
  type: "object",
  properties: { order: { type: "string", pattern: "^A-" }, amount: { type: "number", minimum: 0 } },
  required: ["order"],
  additionalProperties: false,
});
const check = (given: unknown, rules = schema) =>
  checkArguments({
    schema: rules,
    arguments: typeof given === "string" ? given : JSON.stringify(given),
  });

test("says whether arguments are what the tool asks for, and where they are not", () => {
  expect(check({ order: "A-1", amount: 3 })).toEqual({ kind: "fits" });
  const verdict = check({ order: "B-1", amount: "3", more: 1 });
  expect(verdict).toMatchObject({ kind: "breaks" });
  const places = verdict.kind === "breaks" ? verdict.faults.map(({ place }) => place) : [];
  expect(places).toEqual(expect.arrayContaining(["#/order", "#/amount", "#/more"]));
  expect(check({ amount: 1 })).toMatchObject({
    faults: [{ place: "#", fault: expect.stringContaining("order") }],
  });
});

test("no text stands for no arguments", () => {
  expect(check("", '{"type":"object"}')).toEqual({ kind: "fits" });
  expect(check("", schema)).toMatchObject({ kind: "breaks" });
});

test("reads Google's spelling of types", () => {
  const rules = '{"type":"OBJECT","properties":{"type":{"type":"STRING","enum":["OBJECT"]}}}';
  expect(check({ type: "OBJECT" }, rules)).toEqual({ kind: "fits" });
  expect(check({ type: 1 }, rules)).toMatchObject({ kind: "breaks" });
});

test("says what cannot be read, instead of guessing", () => {
  expect(check('{"order": "A-')).toMatchObject({ kind: "unreadable", what: "arguments" });
  expect(check({}, "free text")).toMatchObject({ kind: "unreadable", what: "schema" });
  expect(check({}, "[]")).toMatchObject({ kind: "unreadable", what: "schema" });
  expect(check({ a: 1 }, '{"$ref":"https://x.test/s.json"}')).toMatchObject({
    kind: "unreadable",
    what: "schema",
  });
  expect(check({ a: "x" }, '{"properties":{"a":{"pattern":"("}}}')).toMatchObject({
    kind: "unreadable",
  });
});
