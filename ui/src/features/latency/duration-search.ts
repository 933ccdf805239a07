/** The search for the traces of a class of durations, within a search. Bounds in ns; null: no end. */
export function durationSearch(text: string, fromNs: number, toNs: number | null): string {
  const terms = [
    text.trim(),
    fromNs > 0 ? `latency:>=${durationText(fromNs)}` : "",
    toNs === null ? "" : `latency:<${durationText(toNs)}`,
  ];
  return terms.filter(Boolean).join(" ");
}

/** Exact: `5ms`, `2s`, `1500ms`; whole milliseconds only. */
export function durationText(ns: number): string {
  const ms = ns / 1e6;
  return ms >= 1000 && ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}
