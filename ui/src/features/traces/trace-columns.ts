import { quantile } from "d3-array";
import type { TraceSummary } from "spanward/answers/trace-summary";

/** The columns of the table, in order; trace-table.css has their widths. */
export const traceColumns: readonly { name: string; label: string; number?: boolean }[] = [
  { name: "status", label: "" },
  { name: "name", label: "Name and input" },
  { name: "agents", label: "Agents" },
  { name: "start", label: "Start" },
  { name: "duration", label: "Duration" },
  { name: "spans", label: "Spans", number: true },
  { name: "calls", label: "LLM", number: true },
  { name: "tools", label: "Tools", number: true },
  { name: "tokens", label: "Tokens in → out", number: true },
  { name: "cost", label: "Cost", number: true },
  { name: "owner", label: "Business unit" },
];

/**
 * The duration whose bar is full: the slowest but for one in twenty, so that a trace that waited a day
 * does not flatten the others.
 */
export function longDurationNs(traces: readonly TraceSummary[]): number {
  return quantile(traces, 0.95, (trace) => trace.durationNs) || 1;
}
