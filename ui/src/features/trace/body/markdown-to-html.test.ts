import { expect, test } from "vitest";
import { markdownToHtml } from "./markdown-to-html.ts";

test("keeps single line breaks and tables", () => {
  expect(markdownToHtml("one\ntwo")).toBe("<p>one<br>two</p>\n");
  expect(markdownToHtml("|a|b|\n|-|-|\n|1|2|")).toContain("<td>1</td>");
});

test.each([
  "<script>alert(1)</script>",
  "a <img src=x onerror=alert(1)> b",
  "<svg/onload=alert(1)>",
  "![x](javascript:alert(1))",
  "# <style>*{display:none}</style>",
  '![a"onerror="alert(1)](x"onerror="alert(1))',
])("HTML in a text is text: %s", (text) => {
  expect(markdownToHtml(text)).not.toMatch(/<(script|img|svg|style)|<[^>]* on\w+=/);
});

test("headings are no headings of the page", () => {
  expect(markdownToHtml("# Plan *now*")).toBe("<p><strong>Plan <em>now</em></strong></p>");
});

test("code in a known language is coloured, other code is only escaped", () => {
  expect(markdownToHtml("```py\nreturn 1\n```")).toContain(
    '<span class="hljs-keyword">return</span>',
  );
  expect(markdownToHtml("```js\nreturn 1\n```")).toContain(
    '<span class="hljs-keyword">return</span>',
  );
  expect(markdownToHtml("```nonsense\n<b>\n```")).toBe("<pre><code>&lt;b&gt;</code></pre>");
  expect(markdownToHtml("```json\n<b>\n```")).toContain("&lt;b&gt;");
});
