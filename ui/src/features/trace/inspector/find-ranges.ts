/** More hits than this help nobody. */
export const hitsMax = 1000;

/** Where words stand in the text below an element, in order; a hit lies inside one text node. */
export function findRanges(root: Node, words: string): Range[] {
  const pattern = new RegExp(words.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`), "giu");
  const ranges: Range[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode() && ranges.length < hitsMax) {
    const node = walker.currentNode;
    for (const { index, 0: hit } of (node.nodeValue ?? "").matchAll(pattern)) {
      if (ranges.length === hitsMax) break;
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + hit.length);
      ranges.push(range);
    }
  }
  return ranges;
}

/** Paints hits, the current one apart; without support in the browser, hits are only scrolled to. */
export function paintHits(hits: readonly Range[], current: number): void {
  if (!("highlights" in CSS)) return;
  const [now] = hits.slice(current, current + 1);
  CSS.highlights.set("content-hit", new Highlight(...hits));
  CSS.highlights.set("content-current", now ? new Highlight(now) : new Highlight());
}
