/** A size token of the theme in px, such as `--row-table`, which is higher for fingers than for a mouse. */
export function tokenPx(name: `--${string}`, fallback: number): number {
  const value = Number.parseFloat(
    getComputedStyle(document.documentElement).getPropertyValue(name),
  );
  return Number.isNaN(value) ? fallback : value;
}
