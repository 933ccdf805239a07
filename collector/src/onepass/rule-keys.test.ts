import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

// Goal: no rule looks at an attribute that the one pass takes for one that no rule looks at. Method:
// every text in the rules' sources that may be an attribute's key is in the list. After a change of the
// rules, write it anew: npx vitest run --project node rule-keys -u

const sources = join(import.meta.dirname, "../normalize");
const mayBeKey = /^[A-Za-z][\w.:@/-]*$/;

test("every text of the rules that may be a key is in the list", async () => {
  const keys = new Set<string>();
  for (const path of readdirSync(sources, { recursive: true, encoding: "utf8" })) {
    if (!path.endsWith(".ts") || path.endsWith(".test.ts")) continue;
    const code = readFileSync(join(sources, path), "utf8").replaceAll(/^import[^;]*;$/gm, "");
    for (const [, text = ""] of code.matchAll(/"((?:[^"\\\n]|\\.)*)"/g))
      if (mayBeKey.test(text)) keys.add(text);
  }
  const list = [...keys].toSorted();
  expect(list).toContain("gen_ai.operation.name");
  const lines = wrap(list, 100);
  const text = `// Written by rule-keys.test.ts: what may be the key of an attribute in the sources of the rules.\n\nexport const ruleKeys: ReadonlySet<string> = new Set(\n  \`\n${lines.join("\n")}\n\`\n    .trim()\n    .split(/\\s+/),\n);\n`;
  await expect(text).toMatchFileSnapshot("rule-keys.ts");
});

/** Words in lines of at most `width` characters. */
function wrap(words: string[], width: number): string[] {
  const lines: string[] = [""];
  for (const word of words) {
    const line = `${lines.at(-1) ?? ""} ${word}`.trim();
    if (line.length <= width) lines[lines.length - 1] = line;
    else lines.push(word);
  }
  return lines;
}
