import fc from "fast-check";
import { expect, test } from "vitest";
import { parseSearch, toggleTerm, valuesOf, writeSearch } from "./search.ts";

test("reads fields, quoted values and words", () => {
  expect(parseSearch('status:error agent:"refund agent" Tool:sql "two words" lamp')).toEqual([
    { field: "status", value: "error" },
    { field: "agent", value: "refund agent" },
    { field: "tool", value: "sql" },
    { field: null, value: "two words" },
    { field: null, value: "lamp" },
  ]);
});

test("takes addresses and lone colons for words", () => {
  const words = parseSearch("https://example.com/a note: 12:30");
  expect(words.map((term) => term.field)).toEqual([null, null, null]);
  expect(words[0]?.value).toBe("https://example.com/a");
});

test("reads a quote that is still being typed", () => {
  expect(parseSearch('agent:"refund a')).toEqual([{ field: "agent", value: "refund a" }]);
});

test("reads back what it writes", () => {
  const term = fc.record({
    field: fc.constantFrom(null, "agent", "tag", "duration"),
    value: fc.string().filter((value) => value !== ""),
  });
  fc.assert(
    fc.property(fc.array(term), (terms) => {
      expect(parseSearch(writeSearch(terms))).toEqual(terms);
    }),
  );
});

test("adds a term, and takes it away again", () => {
  const added = toggleTerm("lamp status:error", "status", "ok");
  expect(added).toBe("lamp status:error status:ok");
  expect(valuesOf(parseSearch(added), "status")).toEqual(["error", "ok"]);
  expect(toggleTerm(added, "status", "error")).toBe("lamp status:ok");
});
