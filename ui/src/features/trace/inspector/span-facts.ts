import type { SpanDetail } from "spanward/answers/span-detail";
import { formatCount, formatDuration } from "../../../format.ts";
import { formatUsd } from "../../../format-usd.ts";
import { at } from "../../../layout/column.ts";
import { hasFlag, rowFlags, type TraceColumns, wordOf } from "../../../layout/trace-columns.ts";

/** One figure of a step. */
export interface SpanFact {
  label: string;
  value: string;
  title?: string;
}

/** The figures of a step that are worth a glance; what is unknown is left out, `detail` adds its own. */
export function spanFacts(
  columns: TraceColumns,
  { row, detail }: { row: number; detail: SpanDetail | null },
): SpanFact[] {
  return [...timeFacts(columns, row), ...callFacts(columns, { row, detail })].filter(
    ({ value }) => value !== "",
  );
}

function timeFacts(columns: TraceColumns, row: number): SpanFact[] {
  const durationUs = at(columns.durationsUs, row);
  const ownUs = at(columns.ownUs, row);
  const startUs = at(columns.startUs, row);
  const isRunning = hasFlag(columns, row, rowFlags.pending);
  return [
    { label: "Duration", value: isRunning ? "running" : duration(durationUs) },
    {
      label: "Own",
      value: ownUs < durationUs ? duration(ownUs) : "",
      title: "Not spent in the steps below it",
    },
    {
      label: "Start",
      value: startUs === 0 ? "0" : `+${duration(startUs)}`,
      title: "Since the start of the trace",
    },
  ];
}

function callFacts(
  columns: TraceColumns,
  { row, detail }: { row: number; detail: SpanDetail | null },
): SpanFact[] {
  const cost = at(columns.costUsd, row);
  const input = at(columns.inputTokens, row);
  const output = at(columns.outputTokens, row);
  const requested = detail?.requestModel ?? "";
  const model = wordOf(columns.models, columns.model, row);
  const ttftNs = detail?.ttftNs ?? null;
  return [
    {
      label: "Tokens",
      value: input < 0 && output < 0 ? "" : `${count(input)} → ${count(output)}`,
      title: "Input → output",
    },
    { label: "Cost", value: Number.isNaN(cost) ? "" : formatUsd(cost.toFixed(9)) },
    {
      label: "Model",
      value: model,
      ...(requested === "" || requested === model ? {} : { title: `Asked for: ${requested}` }),
    },
    { label: "Provider", value: detail?.provider ?? "" },
    { label: "Agent", value: detail?.agent?.name ?? nearestAgent(columns, row) },
    { label: "Finished", value: detail?.finishReason ?? "", title: "Finish reason" },
    {
      label: "First token",
      value: ttftNs === null ? "" : formatDuration(ttftNs),
      title: "Time to the first token",
    },
  ];
}

/** The agent a row names, or the nearest one above it. */
function nearestAgent(columns: TraceColumns, row: number): string {
  let above = row;
  while (above >= 0 && at(columns.agent, above) < 0) above = at(columns.parent, above);
  return above < 0 ? "" : wordOf(columns.agents, columns.agent, above);
}

function duration(us: number): string {
  return us === 0 ? "0" : formatDuration(us * 1000);
}

function count(tokens: number): string {
  return tokens < 0 ? "?" : formatCount(tokens);
}
