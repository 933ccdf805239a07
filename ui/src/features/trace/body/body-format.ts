/** How a text can be shown. */
export type BodyFormat = "markdown" | "plain" | "json" | "raw";

/** A text is tried as JSON up to here; parsing more would hold up the page. Characters. */
const jsonMax = 1_000_000;
/** A longer text is not made pretty unasked. Characters. */
const markdownUnasked = 20_000;

/** The object or list that a text is, null when it is neither, or too long to try. */
export function readJson(text: string): object | null {
  if (text.length > jsonMax || !/^\s*[[{]/.test(text)) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}

/** The formats a text can be shown in, the best one first. `isChat`: someone wrote it to be read. */
export function formatsFor(
  text: string,
  { isJson, isChat }: { isJson: boolean; isChat: boolean },
): BodyFormat[] {
  if (isJson) return ["json", "raw"];
  const reads = isChat && text.length <= markdownUnasked && looksLikeMarkdown(text);
  return reads ? ["markdown", "plain", "raw"] : ["plain", "markdown", "raw"];
}

/** Whether Markdown would change how a text looks: emphasis, code, lists, headings, links, tables. */
function looksLikeMarkdown(text: string): boolean {
  return /\*\*\S|`\S|^\s{0,3}(?:#{1,6}|[-*+]|\d{1,3}[.)]|>)\s|\]\(\S|^\|.*\|/m.test(text);
}
