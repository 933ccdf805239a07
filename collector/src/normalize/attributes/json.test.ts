import fc from "fast-check";
import { expect, test } from "vitest";
import { closeCutJson } from "./close-cut-json.ts";
import { field, fieldAt, parseJson, structureOf, textOf } from "./json.ts";

test("JSON wherever it was cut is closed and read as far as it is whole", () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { minLength: 1 }), fc.nat(), (value, at) => {
      const text = JSON.stringify(value);
      const cut = text.slice(0, 1 + (at % text.length));
      expect(() => JSON.parse(closeCutJson(cut))).not.toThrow();
    }),
  );
});

test("a text that was cut keeps its beginning, a name that was cut goes", () => {
  expect(closeCutJson('[{"role":"user","content":"hel')).toBe('[{"role":"user","content":"hel"}]');
  expect(closeCutJson('[{"role":"user","cont')).toBe('[{"role":"user"}]');
  expect(closeCutJson('{"a":"x\\u00')).toBe('{"a":"x"}');
  expect(closeCutJson('{"a":1,"b":tru')).toBe('{"a":1}');
});

test("JSON inside a JSON text is read, and cut JSON is flagged", () => {
  expect(parseJson(JSON.stringify('{"a":1}'))).toEqual({ value: { a: 1 }, truncated: false });
  expect(parseJson('"LLM"')).toEqual({ value: "LLM", truncated: false });
  expect(parseJson('{"a":[1,2')).toEqual({ value: { a: [1] }, truncated: true });
  expect(parseJson("[not json")).toBeNull();
  expect(parseJson("plain text")).toBeNull();
});

test("what Python prints is read, and prose that only looks like it stays a text", () => {
  const printed = `{'city': 'Oslo', 'note': "it's 7", 'none': None, 'ok': True, 'list': ['a', 1.5], 'nl': 'a\\nb'}`;
  const value = {
    city: "Oslo",
    note: "it's 7",
    none: null,
    ok: true,
    list: ["a", 1.5],
    nl: "a\nb",
  };
  expect(structureOf(printed)).toEqual(value);
  expect(structureOf("{'not a literal")).toBe("{'not a literal");
});

test("fields are own fields, reached through JSON texts", () => {
  expect(field({}, "constructor")).toBeUndefined();
  expect(fieldAt({ kwargs: '{"content":"hi"}' }, "kwargs.content")).toBe("hi");
  expect(structureOf("[1]")).toEqual([1]);
  expect(textOf({ big: 2n ** 60n })).toBe('{"big":"1152921504606846976"}');
});
