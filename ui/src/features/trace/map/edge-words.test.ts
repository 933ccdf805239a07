import { expect, test } from "vitest";
import { edgeLabel, edgeWords } from "./edge-words.ts";

const edge = { from: 0, to: 1, kind: "delegation", count: 4, returns: 3 } as const;
const names = { from: "planner", to: "coder" };

test("an edge is a sentence", () => {
  expect(edgeWords(edge, names)).toBe(
    "planner called coder 4 times; 3 times it went on afterwards",
  );
  expect(edgeWords({ ...edge, kind: "handoff", count: 1, returns: 0 }, names)).toBe(
    "planner handed over to coder once",
  );
});

test("returns are on the label only where they are news", () => {
  expect(edgeLabel(edge)).toBe("4× ↩3");
  expect(edgeLabel({ ...edge, returns: 4 })).toBe("4×");
  expect(edgeLabel({ ...edge, returns: 0 })).toBe("4×");
});
