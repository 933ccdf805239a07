import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import json from "highlight.js/lib/languages/json";
import python from "highlight.js/lib/languages/python";
import sql from "highlight.js/lib/languages/sql";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";
import { Marked } from "marked";

// What agents write most. Each language answers to its usual other names as well.
const languages = { bash, json, python, sql, typescript, xml, yaml };
for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);

/**
 * Markdown as HTML that still has to be sanitised. HTML inside the text is shown, not used; headings are
 * bold paragraphs, so that a message cannot rearrange the page's outline; images are links to follow.
 * @throws {Error} when the text nests too deeply
 */
export function markdownToHtml(text: string): string {
  return marked.parse(text, { async: false });
}

const marked = new Marked({
  gfm: true,
  breaks: true, // a model's single line break is meant
  renderer: {
    html: ({ text }) => escapeHtml(text),
    code: ({ text, lang }) => `<pre><code>${highlight(text, lang ?? "")}</code></pre>`,
    heading({ tokens }) {
      return `<p><strong>${this.parser.parseInline(tokens)}</strong></p>`;
    },
    image: ({ href, text }) =>
      `<a href="${escapeHtml(href)}">Image: ${escapeHtml(text === "" ? href : text)}</a>`,
    checkbox: ({ checked }) => (checked ? "☑ " : "☐ "),
  },
});

function highlight(code: string, tag: string): string {
  const language = /^\w+/.exec(tag)?.[0] ?? "";
  const name = language === "javascript" || language === "js" ? "typescript" : language;
  if (hljs.getLanguage(name) === undefined) return escapeHtml(code);
  return hljs.highlight(code, { language: name, ignoreIllegals: true }).value;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
