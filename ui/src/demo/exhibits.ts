import type { TraceSummary } from "spanward/answers/trace-summary";

/** A trace of the demo that shows something in particular, and what. */
export interface Exhibit {
  name: string;
  traceId: string;
  startTime: string;
}

/** The exhibits among traces tagged `featured`: one for each name, its earliest trace, by name. */
export function listExhibits(traces: readonly TraceSummary[]): Exhibit[] {
  const byName = new Map<string, Exhibit>();
  for (const { tags, traceId, startTime } of traces) {
    const name = tags["exhibit"];
    const known = name === undefined ? undefined : byName.get(name);
    if (name === undefined || (known && known.startTime <= startTime)) continue;
    byName.set(name, { name, traceId, startTime });
  }
  return [...byName.values()].toSorted((a, b) => a.name.localeCompare(b.name));
}
