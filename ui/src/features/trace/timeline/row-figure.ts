import { formatCount, formatTokens } from "../../../format.ts";
import { formatUsd } from "../../../format-usd.ts";
import { at } from "../../../layout/column.ts";
import { hasFlag, rowFlags, type TraceColumns } from "../../../layout/trace-columns.ts";

/** A number worth a row's last few pixels, and what it is. */
export interface RowFigure {
  text: string;
  title: string;
}

/** The cost that was reported for a row, else the tokens of a call that counts; null for neither. */
export function rowFigure(columns: TraceColumns, row: number): RowFigure | null {
  const costUsd = at(columns.costUsd, row);
  if (!Number.isNaN(costUsd)) {
    return { text: formatUsd(costUsd.toFixed(9)), title: "Cost as the sender reported it" };
  }
  if (!hasFlag(columns, row, rowFlags.counted)) return null;
  if (hasFlag(columns, row, rowFlags.usageUnknown)) {
    return { text: "? tokens", title: "The sender reported no token usage" };
  }
  const input = at(columns.inputTokens, row);
  const output = at(columns.outputTokens, row);
  if (input < 0 && output < 0) return null;
  return {
    text: `${formatTokens(known(input))} → ${formatTokens(known(output))}`,
    title: `${words(input)} input tokens, ${words(output)} output tokens`,
  };
}

function known(tokens: number): number | null {
  return tokens < 0 ? null : tokens;
}

function words(tokens: number): string {
  return tokens < 0 ? "unknown" : formatCount(tokens);
}
