/** A table for a terminal: columns as wide as their widest cell, numbers to the right. */
export function printTable(rows: readonly Record<string, string | number>[]): string {
  const [first] = rows;
  if (!first) return "nothing measured\n";
  const names = Object.keys(first);
  const cell = (value: string | number | undefined) =>
    typeof value === "number" ? value.toFixed(2) : (value ?? "");
  const widths = names.map((name) =>
    Math.max(name.length, ...rows.map((row) => cell(row[name]).length)),
  );
  const line = (cells: string[], pads: boolean[]) =>
    `${cells.map((text, i) => (pads[i] ? text.padStart(widths[i] ?? 0) : text.padEnd(widths[i] ?? 0))).join("  ")}\n`;
  const numeric = names.map((name) => typeof first[name] === "number");
  return [
    line(names, numeric),
    ...rows.map((row) =>
      line(
        names.map((n) => cell(row[n])),
        numeric,
      ),
    ),
  ].join("");
}
