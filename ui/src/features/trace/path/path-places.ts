import type { PathItem } from "../../../layout/run-path.ts";

/** Sizes of the path, in px; the style sheet of PathView uses the same. */
export const sizes = { names: 150, column: 148, gap: 14, lane: 46, item: 28 } as const;

/** The top left corner of an item, in px. */
export function placeItem({ lane, column }: PathItem): { left: number; top: number } {
  return {
    left: sizes.names + sizes.gap + column * sizes.column,
    top: lane * sizes.lane + (sizes.lane - sizes.item) / 2,
  };
}

/** A line from the end of one item to the start of another, down or up in the gap before it. */
export function connectorPath(from: PathItem, to: PathItem): string {
  const start = placeItem(from);
  const end = placeItem(to);
  const y0 = start.top + sizes.item / 2;
  const y1 = end.top + sizes.item / 2;
  // Side by side: from the item's lower edge, there is no gap between them.
  const x0 = Math.min(start.left + sizes.column - sizes.gap, end.left - sizes.gap / 2);
  return `M${x0} ${y0}H${end.left - sizes.gap / 2}V${y1}H${end.left}`;
}

/** The items of some columns; items are in order of column. */
export function itemsBetween(items: readonly PathItem[], first: number, last: number): PathItem[] {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.column ?? 0) < first) low = middle + 1;
    else high = middle;
  }
  const found: PathItem[] = [];
  for (let index = low; index < items.length; index++) {
    const item = items[index];
    if (item === undefined || item.column > last) break;
    found.push(item);
  }
  return found;
}
