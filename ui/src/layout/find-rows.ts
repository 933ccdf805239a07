import { type SearchedSpan, spanTest } from "spanward/search/match-span";
import { parseSearch, type SearchProblem } from "spanward/search/parse-search";
import { readTerms, type Term, writeTerm } from "spanward/search/read-terms";
import { at } from "./column.ts";
import { type Standouts, standoutNames } from "./standouts.ts";
import type { Steps } from "./steps.ts";
import { hasFlag, rowFlags, rowOfSpan, type TraceColumns } from "./trace-columns.ts";

/** Where to look: a trace, and the agent that each of its rows belongs to. */
export interface FindPlace {
  columns: TraceColumns;
  agentOf: Steps["agentOf"];
  standouts: Standouts;
}

/** What was found, and which words of the query say nothing here. */
export interface FoundRows {
  rows: Int32Array | null; // in order; null: nothing was looked for
  problems: SearchProblem[];
}

/**
 * Rows that match a query of the search grammar, which is that of the list, with `is:slow` and the other
 * reasons to stand out besides. A whole span id finds its row. `agent:` finds all that happened inside an
 * agent; a word alone looks at what the span names itself.
 */
export function findRows(place: FindPlace, query: string): FoundRows {
  const { columns } = place;
  const terms = readTerms(query);
  const rowOfId = rowOfSpan(columns, terms[0]?.value ?? "");
  if (rowOfId >= 0) return { rows: Int32Array.of(rowOfId), problems: [] };
  const isTerms = terms.filter(({ field }) => field === "is");
  // What is not for the grammar leaves its place empty, so that the places of problems stay right.
  const rest = isTerms.reduce(
    (text, { from, to }) => text.slice(0, from) + " ".repeat(to - from) + text.slice(to),
    query,
  );
  const search = parseSearch(rest);
  const { ignored, isEmpty, matches } = spanTest(search);
  const stand = isTerms.map((term) => standoutTest(place, term));
  const unknown = isTerms.flatMap(({ from, to, value }) =>
    standoutNames.some((name) => name === value)
      ? []
      : [{ from, to, message: `is: is one of ${standoutNames.join(", ")}.` }],
  );
  const problems = [...search.problems, ...ignored, ...unknown];
  if (isEmpty && stand.length === 0) return { rows: null, problems };
  const span = emptySpan();
  const rows = new Int32Array(columns.count);
  let found = 0;
  for (let row = 0; row < columns.count; row++) {
    if (!stand.every((holds) => holds(row))) continue;
    if (!isEmpty && !matches(read(place, row, span))) continue;
    rows[found] = row;
    found += 1;
  }
  return { rows: rows.subarray(0, found), problems };
}

/** The word that asks for one value of a field, whatever the value. */
export const termOf = (field: string, value: string): string =>
  writeTerm({ negated: false, field, value, literal: value.includes("*") });

/** `is:slow` and the like; a reason that there is not holds for no row. */
function standoutTest(
  { columns, standouts }: FindPlace,
  { negated, value }: Term,
): (row: number) => boolean {
  const name = standoutNames.find((known) => known === value);
  const mask = new Uint8Array(columns.count);
  for (const row of name === undefined ? [] : standouts[name]) mask[row] = 1;
  return (row) => (mask[row] === 1) !== negated;
}

const emptySpan = (): SearchedSpan => ({
  name: "",
  kind: "",
  agent: "",
  withinAgent: "",
  model: "",
  tool: "",
  service: "",
  status: "unset",
  pending: false,
  softError: false,
  durationNs: 0,
  costNanoUsd: Number.NaN,
  tokens: Number.NaN,
});

const statuses = ["unset", "ok", "error"] as const;

/** Reads a row into a span, the same for every row: a hundred thousand would be thrown away else. */
function read({ agentOf, columns }: FindPlace, row: number, span: SearchedSpan): SearchedSpan {
  const word = (list: readonly string[], column: Int32Array) => list[at(column, row)] ?? "";
  span.name = word(columns.names, columns.name);
  span.kind = word(columns.kinds, columns.kind);
  span.agent = word(columns.agents, columns.agent);
  span.withinAgent = columns.agents[at(agentOf, row)] ?? "";
  span.model = word(columns.models, columns.model);
  span.tool = word(columns.tools, columns.tool);
  span.service = word(columns.services, columns.service);
  span.status = statuses[at(columns.status, row)] ?? "unset";
  span.pending = hasFlag(columns, row, rowFlags.pending);
  span.softError = hasFlag(columns, row, rowFlags.softError);
  span.durationNs = at(columns.durationsUs, row) * 1000;
  span.costNanoUsd = at(columns.costUsd, row) * 1e9; // to compare with, not to add up
  const [input, output] = [at(columns.inputTokens, row), at(columns.outputTokens, row)];
  span.tokens = input < 0 && output < 0 ? Number.NaN : Math.max(0, input) + Math.max(0, output);
  return span;
}
