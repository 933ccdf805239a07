/**
 * Closes a JSON text that was cut in the middle: what is open is closed, and a member without a
 * whole value is left out. The beginning of a text that was cut is kept.
 */
export function closeCutJson(text: string): string {
  const cut = scan(text);
  if (!cut.inValueText) {
    const safe = text.slice(0, cut.safeEnd);
    return safe + closingOf(scan(safe));
  }
  // An escape sequence that was cut would spoil the text.
  return `${text.slice(0, cut.escapeStart ?? text.length)}"${closingOf(cut)}`;
}

const closingOf = ({ open }: Cut): string => open.toReversed().join("");

interface Cut {
  open: string[]; // closing brackets still due, innermost last
  safeEnd: number; // up to here everything is whole, if what is open there is closed
  inValueText: boolean; // the cut fell into a text that is a value, not a name
  escapeStart: number | undefined; // where the escape sequence begins that the cut fell into
}

function scan(text: string): Cut {
  const open: string[] = [];
  let [safeEnd, isName] = [0, false];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? "";
    if (character === '"') {
      const { end, escapeStart } = skipText(text, at);
      if (end === text.length) return { open, safeEnd, inValueText: !isName, escapeStart };
      at = end;
      continue;
    }
    if (character === "{" || character === "[") open.push(character === "{" ? "}" : "]");
    if (character === "}" || character === "]") open.pop();
    if (character === ":") isName = false;
    if (!"{}[],".includes(character)) continue;
    isName = open.at(-1) === "}";
    safeEnd = character === "," ? at : at + 1;
  }
  return { open, safeEnd, inValueText: false, escapeStart: undefined };
}

/** From an opening quote to the closing one, or to the end of the text when there is none. */
function skipText(text: string, quote: number): { end: number; escapeStart: number | undefined } {
  for (let at = quote + 1; at < text.length; at += 1) {
    if (text[at] === '"') return { end: at, escapeStart: undefined };
    if (text[at] !== "\\") continue;
    const length = text[at + 1] === "u" ? 6 : 2;
    if (at + length > text.length) return { end: text.length, escapeStart: at };
    at += length - 1;
  }
  return { end: text.length, escapeStart: undefined };
}
