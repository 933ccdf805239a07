import { distance } from "fastest-levenshtein";
import { passed, type Scorer, unscored } from "../definition/scorer.ts";

/** The output is the expected text, character by character. */
export const exactMatch = (): Scorer<unknown, string, string> => ({
  name: "exact match",
  version: "1",
  kind: "binary",
  score: ({ expected, output }) =>
    expected === undefined ? noExpectation : passed(output === expected),
});

export interface Normalization {
  /** Default true. */
  ignoreCase?: boolean;
  /** Default true. */
  ignorePunctuation?: boolean;
}

/** The output is the expected text once both are NFKC, white space is single, and what is ignored is gone. */
export function normalizedMatch(options: Normalization = {}): Scorer<unknown, string, string> {
  const { ignoreCase = true, ignorePunctuation = true } = options;
  const normalize = (text: string): string => {
    let normal = text.normalize("NFKC");
    if (ignoreCase) normal = normal.toLowerCase();
    if (ignorePunctuation) normal = normal.replaceAll(/\p{P}+/gu, " ");
    return normal.trim().replaceAll(/\s+/g, " ");
  };
  return {
    name: "normalised match",
    version: `1 case=${!ignoreCase} punctuation=${!ignorePunctuation}`,
    kind: "binary",
    score: ({ expected, output }) =>
      expected === undefined ? noExpectation : passed(normalize(output) === normalize(expected)),
  };
}

/** The output matches a pattern. */
export const regexMatch = (pattern: RegExp): Scorer<unknown, string> => ({
  name: "regex",
  version: `1 ${String(pattern)}`,
  kind: "binary",
  score: ({ output }) => passed(output.search(pattern) !== -1),
});

/** 1 - edit distance / length of the longer text: 1 is equal, 0 has nothing in common. */
export const editSimilarity = (): Scorer<unknown, string, string> => ({
  name: "edit similarity",
  version: "1",
  kind: "continuous",
  score: ({ expected, output }) => {
    if (expected === undefined) return noExpectation;
    const longer = Math.max(output.length, expected.length);
    return { value: longer === 0 ? 1 : 1 - distance(output, expected) / longer };
  },
});

export interface Tolerance {
  /** Largest absolute difference. Default 0. */
  absolute?: number;
  /** Largest difference as a share of the expected number. Default 0. */
  relative?: number;
}

/** The output is the expected number within a tolerance; text is read as a number. */
export function numericMatch(tolerance: Tolerance = {}): Scorer<unknown, number | string, number> {
  const { absolute = 0, relative = 0 } = tolerance;
  return {
    name: "numeric match",
    version: `1 absolute=${absolute} relative=${relative}`,
    kind: "binary",
    score: ({ expected, output }) => {
      if (expected === undefined) return noExpectation;
      const number = typeof output === "number" ? output : Number(output.trim() || "no number");
      if (Number.isNaN(number)) return passed(false, `${JSON.stringify(output)} is not a number`);
      const difference = Math.abs(number - expected);
      const allowed = Math.max(absolute, relative * Math.abs(expected));
      return passed(difference <= allowed, `off by ${difference}, ${allowed} is allowed`);
    },
  };
}

const noExpectation = unscored("the case expects nothing");
