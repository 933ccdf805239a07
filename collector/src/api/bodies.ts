import type { Body } from "./answers/span-detail.ts";

/** How much of one text is answered at once, in UTF-16 code units. */
export const bodyCharactersMax = 16_384;

const previewCharactersMax = 200;

/** How much text an answer holds, in UTF-16 code units. */
export interface BodyLimits {
  text: number; // of each text
  answer: number; // of all of them; what comes after is cut to previews
}
const usualLimits: BodyLimits = { text: bodyCharactersMax, answer: 1_000_000 };

/** Cuts the texts of one answer, and keeps them whole under the name of their part. */
export interface Bodies {
  /** The text as it is answered, under a name that is its own. */
  cut: (part: string, text: string) => Body;
  /** The whole text of a part; undefined when there is none of this name. */
  whole: (part: string) => string | undefined;
  /** Of all the texts that are kept, in UTF-16 code units. */
  characters: () => number;
}

export function createBodies(limits = usualLimits): Bodies {
  const texts = new Map<string, string>();
  let left = limits.answer;
  return {
    cut(part, text) {
      texts.set(part, text);
      const shown = slice(text, 0, left > 0 ? limits.text : previewCharactersMax);
      left -= shown.length;
      return {
        text: shown,
        characters: text.length,
        part: shown.length < text.length ? part : null,
      };
    },
    whole: (part) => texts.get(part),
    characters: () => [...texts.values()].reduce((sum, text) => sum + text.length, 0),
  };
}

/**
 * At most `limit` UTF-16 code units of a text from `offset` on; one less where the end would divide a
 * character of two, one more where that would leave nothing.
 */
export function slice(text: string, offset: number, limit: number): string {
  const end = offset + limit;
  if (!dividesPair(text, end)) return text.slice(offset, end);
  return text.slice(offset, limit > 1 ? end - 1 : end + 1);
}

/** Whether an offset lies between the two code units of one character. */
export function dividesPair(text: string, offset: number): boolean {
  const before = text.charCodeAt(offset - 1);
  const after = text.charCodeAt(offset);
  return before >= 0xd800 && before < 0xdc00 && after >= 0xdc00 && after < 0xe000;
}
