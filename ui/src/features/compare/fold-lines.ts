import type { DiffLine } from "./diff-texts.ts";

/** Lines that are shown or folded together. */
export interface LineBlock {
  lines: DiffLine[];
  isFolded: boolean; // the same in both, and far from any difference
}

const around = 3; // lines of context at a difference
const blockLength = 100; // so many lines are rendered as one piece

/** Folds long runs of equal lines; put together, the blocks are the lines. */
export function foldLines(lines: readonly DiffLine[]): LineBlock[] {
  const blocks: LineBlock[] = [];
  let start = 0;
  while (start < lines.length) {
    const isSame = lines[start]?.sign === " ";
    let end = start + 1;
    while (end < lines.length && (lines[end]?.sign === " ") === isSame) end++;
    const before = start === 0 ? 0 : around;
    const after = end === lines.length ? 0 : around;
    if (isSame && end - start > before + after + 1) {
      blocks.push(...cut(lines.slice(start, start + before)));
      blocks.push({ lines: lines.slice(start + before, end - after), isFolded: true });
      blocks.push(...cut(lines.slice(end - after, end)));
    } else blocks.push(...cut(lines.slice(start, end)));
    start = end;
  }
  return blocks;
}

function cut(lines: DiffLine[]): LineBlock[] {
  const blocks: LineBlock[] = [];
  for (let at = 0; at < lines.length; at += blockLength) {
    blocks.push({ lines: lines.slice(at, at + blockLength), isFolded: false });
  }
  return blocks;
}
