/** One line of the benchmark: what was asked for, and what came. */
export interface Figure {
  id: string; // P1 … P13
  what: string;
  target: number;
  value: number; // in `unit`
  unit: "ms" | "KB" | "nodes" | "rectangles" | "rows" | "violations" | "tasks";
  /** A count is the same on every machine and gates; a time is reported beside the reference. */
  kind: "count" | "time";
  runs?: readonly number[] | undefined; // of a time: every run, the median of which is the value
}

/** The middle of some numbers; NaN of none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which a share of the numbers lies, by nearest rank; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const ascending = values.toSorted((a, b) => a - b);
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? Number.NaN;
}

/** Whether a figure is within its target. */
export function passes({ value, target }: Figure): boolean {
  return value <= target;
}

/** The figures as a table. `referenceMs`: the same piece of drawing, at the start and the end of the run. */
export function printFigures(figures: readonly Figure[], referenceMs: readonly number[]): string {
  const lines = figures.map((figure) => {
    const { id, what, target, value, unit, runs } = figure;
    const spread = runs ? `  (${runs.map((run) => round(run)).join(", ")})` : "";
    const verdict = passes(figure) ? "pass" : "FAIL";
    const numbers = `${round(value).padStart(8)} of ${round(target).padStart(6)} ${unit}`;
    return `${verdict}  ${id.padEnd(4)} ${what.padEnd(58)} ${numbers}${spread}`;
  });
  const reference = referenceMs.map((ms) => `${round(ms)} ms`).join(", then ");
  return [...lines, "", `reference, 2,000 boxes laid out and painted: ${reference}`, ""].join("\n");
}

function round(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Math.round(value * 10) / 10);
}
