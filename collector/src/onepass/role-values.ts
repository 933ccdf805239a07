import { idText } from "../normalize/identity/id-text.ts";
import { type JsonPlace, isAscii } from "./chat-text.ts";
import { decode } from "./preview-text.ts";

// What may be a name for nothing begins with two of these letters, or with a bracket or a star.
const suspicious = new Set(
  ["sc", "re", "fi", "ma", "no", "nu", "un", "na"].map(
    (letters) => letters.charCodeAt(0) * 256 + letters.charCodeAt(1),
  ),
);
const lowerCase = 0x20;

/** Whether an id is stored as it is: see `idText`. */
export function isPlainId(view: DataView, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = view.getUint8(at);
    const isPlain = byte > 0x20 && byte < 0x7f && byte !== 0x22;
    if (!isPlain) return isUnchanged(view, start, end);
  }
  const first = view.getUint8(start);
  const isWord = first >= 0x30 && first <= 0x7a && first !== 0x3c && first !== 0x5b;
  const second = end - start > 1 ? view.getUint8(start + 1) : 0;
  const letters = (first | lowerCase) * 256 + (second | lowerCase);
  return (isWord && !suspicious.has(letters)) || isUnchanged(view, start, end);
}

function isUnchanged(view: DataView, start: number, end: number): boolean {
  const text = decode(view, start, end);
  return idText(text) === text;
}

const answerHeadMax = 4096;

/** Whether a value certainly quotes no provider's answer by its id: see `findAnswerId`. */
export function quotesNoAnswer(view: DataView, start: number, end: number): boolean {
  const first = view.getUint8(start);
  if (first > 0x20 && first < 0x80 && first !== 0x7b) return true;
  const stop = Math.min(end, start + answerHeadMax) - 4;
  for (let at = start; at <= stop; at += 1)
    if (view.getUint8(at) === 0x22 && view.getUint32(at) === 0x22696422) return false; // "id"
  return true;
}

const errorKeys = ["error", "isError", "is_error", "status"];

/** Whether a value certainly holds no field that says it is an error: see `isErrorResult`. */
export function isErrorFree(place: JsonPlace): boolean {
  const { end, quoteCount, quotes, source, start } = place;
  if (source.getUint8(start) !== 0x7b) return isScalarText(place);
  if (quoteCount > quotes.length) return false;
  if (end - start > 1 && source.getUint8(start + 1) === 0x27) return false; // a Python dict
  for (let at = 0; at < quoteCount; at += 1) {
    const from = (quotes[at] ?? 0) + 1;
    for (const key of errorKeys) {
      const to = from + key.length;
      if (to < end && source.getUint8(to) === 0x22 && isAscii(source, from, to, key)) return false;
    }
  }
  return true;
}

/** A text that is no object, or a list, which has no such fields. */
function isScalarText({ source, start }: JsonPlace): boolean {
  const first = source.getUint8(start);
  return first > 0x20 && first < 0x80 && first !== 0x22;
}
