import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";

// Goal: no amount of money ever passes through a float. Method: what makes or reads one is looked for in
// the sources of the ledger; the few places that may are named with the reason.

const allowed: Record<string, RegExp[]> = {
  // Prices as the package has them are read as the text of their number, and never counted with.
  "seed-prices.ts": [/String\(price\)/],
};

/** Number literals with a point, and everything that reads or makes a float of something else. */
const floats =
  /(?<![\w."'`])\d+\.\d+(?!\w*["'`])|parseFloat|toFixed|toPrecision|Math\.(?:round|floor|ceil|trunc)|(?:Number|\+)\((?:\w+\.)*\w*(?:pico|usd|nano\b|amount|price|cost)\w*\)/i;

test("the sources of the ledger make no float of an amount", async () => {
  const files = (await readdir(import.meta.dirname)).filter(
    (name) => name.endsWith(".ts") && !name.endsWith(".test.ts"),
  );
  expect(files).toContain("book-charges.ts");
  const found: string[] = [];
  for (const name of files) {
    const lines = (await readFile(`${import.meta.dirname}/${name}`, "utf8")).split("\n");
    for (const [i, line] of lines.entries()) {
      const code = line.replace(/"[^"]*"/g, '""').replace(/\/\/.*$|^\s*\*.*$|^\s*\/\*\*.*$/, "");
      const excused = (allowed[name] ?? []).some((pattern) => pattern.test(code));
      if (floats.test(code) && !excused) found.push(`${name}:${i + 1}: ${line.trim()}`);
    }
  }
  expect(found).toEqual([]);
});

test("the search finds what it is for", () => {
  for (const line of [
    "const share = 0.1 * cost;",
    "const usd = Number(costPicoUsd);",
    "parseFloat(text)",
    "amount.toFixed(2)",
    "Math.round(sum)",
  ]) {
    expect(floats.test(line)).toBe(true);
  }
});
