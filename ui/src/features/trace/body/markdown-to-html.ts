import { Marked } from "marked";

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
    heading({ tokens }) {
      return `<p><strong>${this.parser.parseInline(tokens)}</strong></p>`;
    },
    image: ({ href, text }) =>
      `<a href="${escapeHtml(href)}">Image: ${escapeHtml(text === "" ? href : text)}</a>`,
    checkbox: ({ checked }) => (checked ? "☑ " : "☐ "),
  },
});

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
