import { quantile } from "d3-array";
import type { TraceSummary } from "spanward/answers/trace-summary";

/** What the server can sort the list by. */
const traceOrders = ["start", "duration", "cost", "tokens", "spans", "errors"] as const;
type TraceOrder = (typeof traceOrders)[number];
export type TraceSort = TraceOrder | `-${TraceOrder}`;

/** A column of the table. */
export interface TraceColumn {
  name: string;
  label: string;
  width: number; // px, at least
  grow?: number; // its share of what room is left
  isNumber?: boolean;
  sort?: TraceOrder;
  /** Those with the highest give way first where room is short; 0 never does. */
  giveWay: number;
}

/** Every column there is, in the order they stand. */
export const traceColumns = [
  { name: "status", label: "Status", width: 10, giveWay: 0 },
  { name: "name", label: "Name and input", width: 140, grow: 2.6, giveWay: 0 },
  { name: "agents", label: "Agents", width: 80, grow: 1, giveWay: 3 },
  { name: "start", label: "Start", width: 112, sort: "start", giveWay: 0 },
  { name: "duration", label: "Duration", width: 88, sort: "duration", giveWay: 0 },
  { name: "spans", label: "Spans", width: 46, isNumber: true, sort: "spans", giveWay: 2 },
  { name: "errors", label: "Errors", width: 48, isNumber: true, sort: "errors", giveWay: 4 },
  { name: "calls", label: "LLM", width: 34, isNumber: true, giveWay: 4 },
  { name: "tools", label: "Tools", width: 38, isNumber: true, giveWay: 4 },
  {
    name: "tokens",
    label: "Tokens in → out",
    width: 104,
    isNumber: true,
    sort: "tokens",
    giveWay: 2,
  },
  { name: "cost", label: "Cost", width: 60, isNumber: true, sort: "cost", giveWay: 0 },
  { name: "owner", label: "Business unit", width: 80, grow: 0.9, giveWay: 5 },
  { name: "models", label: "Models", width: 90, grow: 0.9, giveWay: 5 },
  { name: "toolNames", label: "Tool names", width: 90, grow: 0.9, giveWay: 5 },
  { name: "session", label: "Session", width: 90, grow: 0.7, giveWay: 5 },
  { name: "user", label: "User", width: 80, grow: 0.6, giveWay: 5 },
  { name: "environment", label: "Environment", width: 84, giveWay: 5 },
  { name: "service", label: "Service", width: 80, grow: 0.6, giveWay: 5 },
  { name: "tags", label: "Tags", width: 90, grow: 0.9, giveWay: 5 },
  { name: "output", label: "Output", width: 120, grow: 1.6, giveWay: 5 },
  { name: "traceId", label: "Trace id", width: 90, giveWay: 5 },
] as const satisfies TraceColumn[];

/** Which columns stand there unless somebody chooses. */
export const usualColumns: readonly string[] = [
  "status",
  "name",
  "agents",
  "start",
  "duration",
  "spans",
  "calls",
  "tools",
  "tokens",
  "cost",
  "owner",
];

const gap = 12;
const padding = 32;

/**
 * The columns of a table `width` px wide: those chosen, which then scroll where room is short; or the usual
 * ones, of which some give way. The name is always there: it is what leads to the trace. With `showsHits`
 * it takes more room, for what stands around a hit.
 */
export function shownColumns(
  chosen: readonly string[] | null,
  width: number,
  { showsHits = false }: { showsHits?: boolean } = {},
): TraceColumn[] {
  const names = chosen && [...chosen, "name"];
  const columns = traceColumns
    .filter(({ name }) => (names ?? usualColumns).includes(name))
    .map((column): TraceColumn =>
      showsHits && column.name === "name" ? { ...column, width: 340, grow: 6 } : column,
    );
  if (names) return columns;
  const ranks = [...new Set(columns.map(({ giveWay }) => giveWay))].toSorted((a, b) => b - a);
  let shown = columns;
  for (const rank of ranks) {
    if (rank === 0 || widthOf(shown) <= width) break;
    shown = shown.filter(({ giveWay }) => giveWay < rank);
  }
  return shown;
}

/** What columns need at least, in px. */
export const widthOf = (columns: readonly TraceColumn[]): number =>
  columns.reduce((sum, column) => sum + column.width, padding + gap * (columns.length - 1));

/** The columns as `grid-template-columns`. */
export const gridOf = (columns: readonly TraceColumn[]): string =>
  columns
    .map(({ grow, width }) => (grow ? `minmax(${width}px, ${grow}fr)` : `${width}px`))
    .join(" ");

/** The order a text names; newest first when it names none. */
export function readSort(text: string | null): TraceSort {
  const order = traceOrders.find((each) => text === each || text === `-${each}`);
  if (!order) return "-start";
  return text === order ? order : `-${order}`;
}

/** The order that a click on a column's head leads to: the largest first, the smallest, then as usual. */
export function nextSort(sort: TraceSort, order: TraceOrder): TraceSort {
  if (sort === `-${order}`) return order;
  return sort === order && order !== "start" ? "-start" : `-${order}`;
}

/**
 * The duration whose bar is full: the slowest but for one in twenty, so that a trace that waited a day
 * does not flatten the others.
 */
export function longDurationNs(traces: readonly TraceSummary[]): number {
  return quantile(traces, 0.95, (trace) => trace.durationNs) || 1;
}
