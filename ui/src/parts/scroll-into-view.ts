/** The scroll position that shows row `index` whole, moving as little as possible. All in px. */
export function scrollTopFor(
  index: number,
  rowHeight: number,
  view: { scrollTop: number; clientHeight: number },
): number {
  const top = index * rowHeight;
  if (top < view.scrollTop) return top;
  return Math.max(view.scrollTop, top + rowHeight - view.clientHeight);
}
