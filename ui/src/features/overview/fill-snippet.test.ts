import { expect, test } from "vitest";
import { fillSnippet } from "./fill-snippet.ts";

const text = "curl {endpoint}/v1/traces \\\n  -H 'authorization: Bearer {key}' \\\n  -d '{}'\n";

test("leaves out the lines that send a key where none is needed", () => {
  expect(fillSnippet(text, "http://localhost:4318", false)).toBe(
    "curl http://localhost:4318/v1/traces \\\n  -d '{}'",
  );
});

test("says where the key goes where one is needed", () => {
  expect(fillSnippet(text, "http://localhost:4318", true)).toContain("Bearer YOUR_API_KEY");
});
