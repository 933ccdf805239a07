import { expect, test } from "vitest";
import { countOf } from "./plural.ts";

test("counts one, none and many", () => {
  expect([1, 0, 2000].map((count) => countOf(count, "call"))).toEqual([
    "1 call",
    "0 calls",
    "2,000 calls",
  ]);
  expect(countOf(2, "query", "queries")).toBe("2 queries");
});
