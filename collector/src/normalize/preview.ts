/** The beginning of a text: at most so many code points, never half of one. */
export function cutCodePoints(text: string, codePointsMax: number): string {
  if (text.length <= codePointsMax) return text;
  let end = 0;
  for (let count = 0; count < codePointsMax && end < text.length; count += 1) {
    end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  }
  return text.slice(0, end);
}

const previewCodePointsMax = 256;

/** A text for one line of a list: white space collapsed, at most 256 code points. */
export function previewOf(text: string): string {
  const head = text.slice(0, previewCodePointsMax * 8); // enough even if much of it is white space
  return detach(cutCodePoints(head.replaceAll(/\s+/g, " ").trim(), previewCodePointsMax));
}

/**
 * A copy of a short text. A piece of a text keeps the whole of it in memory, and rows are remembered
 * for longer than the messages they were made from.
 */
export const detach = (text: string): string => Buffer.from(text, "utf16le").toString("utf16le");

/** The beginning of a text: at most so many UTF-16 units, never half of a code point. */
export function cutCharacters(text: string, charactersMax: number): string {
  if (text.length <= charactersMax) return text;
  const endsInHalf = (text.codePointAt(charactersMax - 1) ?? 0) > 0xffff;
  return text.slice(0, endsInHalf ? charactersMax - 1 : charactersMax);
}
