const blockLength = 20_000;

/**
 * Cuts a text into blocks that a browser lays out one by one, only when they come into view. Cuts are
 * after a line break where there is one; joined, the blocks are the text.
 */
export function textBlocks(text: string): string[] {
  const blocks: string[] = [];
  let start = 0;
  while (start < text.length) {
    const end = start + blockLength;
    const lineEnd = text.lastIndexOf("\n", end - 1) + 1;
    const cut = end >= text.length ? text.length : lineEnd > start ? lineEnd : end;
    blocks.push(text.slice(start, cut));
    start = cut;
  }
  return blocks;
}
