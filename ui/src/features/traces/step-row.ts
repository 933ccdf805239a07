/** Rows a key can reach. */
interface Rows {
  count: number;
  page: number; // rows in view
}

/** The row a key leads to from row `current`: j, k, arrows, pages and ends; null for other keys. */
export function stepRow(
  event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">,
  current: number,
  { count, page }: Rows,
): number | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const target = targetOf(event.key, current, { count, page });
  return target === null ? null : Math.max(0, Math.min(count - 1, target));
}

function targetOf(key: string, current: number, { count, page }: Rows): number | null {
  switch (key) {
    case "j":
    case "ArrowDown":
      return current + 1;
    case "k":
    case "ArrowUp":
      return current - 1;
    case "PageDown":
      return current + page;
    case "PageUp":
      return current - page;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}
