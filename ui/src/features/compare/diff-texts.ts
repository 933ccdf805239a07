import { diffLines, diffWordsWithSpace } from "diff";

/** Two texts to be compared, by line. */
export interface TextPair {
  left: string;
  right: string;
}

/** A line of a difference. Pieces that are marked are what changed within it. */
export interface DiffLine {
  sign: " " | "-" | "+";
  pieces: { text: string; isMarked: boolean }[];
}

/** Blocks of changed lines longer than this are not compared by word. Characters. */
const wordsMax = 20_000;
/** The line comparison is given up after this; the worker around it is ended a little later. */
const giveUpMs = 800;

/** The lines of both texts, those in only one of them signed; null when they are too different to compare. */
export function diffTexts({ left, right }: TextPair): DiffLine[] | null {
  const changes = diffLines(left, right, { timeout: giveUpMs });
  if (changes === undefined) return null;
  const lines: DiffLine[] = [];
  for (let index = 0; index < changes.length; index++) {
    const change = changes[index];
    const next = changes[index + 1];
    if (!change) break;
    if (change.removed && next?.added && change.value.length + next.value.length <= wordsMax) {
      lines.push(...diffBlock(change.value, next.value));
      index++;
    } else {
      const sign = change.removed ? "-" : change.added ? "+" : " ";
      lines.push(...linesOf([{ text: change.value, isMarked: false }], sign));
    }
  }
  return lines;
}

/** A block of lines that took the place of another one, with the words that changed. */
function diffBlock(removed: string, added: string): DiffLine[] {
  const words = diffWordsWithSpace(removed, added);
  const piecesOf = (leaveOut: "added" | "removed") =>
    words
      .filter((word) => !word[leaveOut])
      .map((word) => ({ text: word.value, isMarked: word.added || word.removed }));
  return [...linesOf(piecesOf("added"), "-"), ...linesOf(piecesOf("removed"), "+")];
}

/** Cuts pieces of text at line ends; the end of the last line is no line of its own. */
function linesOf(pieces: DiffLine["pieces"], sign: DiffLine["sign"]): DiffLine[] {
  const lines: DiffLine["pieces"][] = [[]];
  for (const { text, isMarked } of pieces) {
    for (const [index, line] of text.split("\n").entries()) {
      if (index > 0) lines.push([]);
      if (line !== "") lines.at(-1)?.push({ text: line, isMarked });
    }
  }
  if (lines.at(-1)?.length === 0) lines.pop();
  return lines.map((each) => ({ sign, pieces: each }));
}
