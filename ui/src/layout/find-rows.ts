import { at } from "./column.ts";
import { type Standouts, standoutNames } from "./standouts.ts";
import type { Steps } from "./steps.ts";
import { isError, rowOfSpan, type TraceColumns } from "./trace-columns.ts";

const fields = ["name", "agent", "model", "tool", "service", "kind"] as const;
type Field = (typeof fields)[number];

/** One word of a find: `search`, `tool:search`, `agent:"refund desk"`, `status:error`, `is:slow`. */
interface Term {
  field: Field | "status" | "is" | "any";
  text: string; // lower case
  isExact: boolean; // it stood in quotes
}

const termsMax = 8;

/** Where to look: a trace, and the agent that each of its rows belongs to. */
export interface FindPlace {
  columns: TraceColumns;
  agentOf: Steps["agentOf"];
  standouts: Standouts;
}

/**
 * Rows that match every word of a query, in order; null for an empty query. Words are looked up in the
 * dictionaries, a row costs a few array reads. A whole span id finds its row. `agent:` finds all that
 * happened inside an agent, a word alone only the spans that name it themselves.
 */
export function findRows(place: FindPlace, query: string): Int32Array | null {
  const { columns } = place;
  const terms = parseTerms(query);
  const [first] = terms;
  if (first === undefined) return null;
  const row = rowOfSpan(columns, first.text);
  if (row >= 0) return Int32Array.of(row);
  const tests = terms.map((term) => rowTest(place, term));
  const found = new Int32Array(columns.count);
  let length = 0;
  for (let candidate = 0; candidate < columns.count; candidate++) {
    if (tests.every((matches) => matches(candidate))) {
      found[length] = candidate;
      length += 1;
    }
  }
  return found.subarray(0, length);
}

/** A query for one field and one exact value; quotes inside the value cannot be asked for. */
export function exactTerm(field: Field, value: string): string {
  return `${field}:"${value.replaceAll('"', " ")}"`;
}

function parseTerms(query: string): Term[] {
  const words = query.matchAll(/(?:(\w+):)?(?:"([^"]*)"|(\S+))/g);
  return [...words].slice(0, termsMax).map(([whole, prefix = "", quoted, bare = ""]) => {
    const text = (quoted ?? bare).toLowerCase();
    const isExact = quoted !== undefined;
    const field = [...fields, "status" as const, "is" as const].find(
      (name) => name === prefix.toLowerCase(),
    );
    if (field !== undefined) return { field, text, isExact };
    return { field: "any", text: prefix === "" ? text : whole.toLowerCase(), isExact: false };
  });
}

function rowTest(place: FindPlace, term: Term): (row: number) => boolean {
  const { columns, agentOf } = place;
  if (term.field === "is") return standoutTest(place, term.text);
  if (term.field === "status") return (row) => isError(columns, row) === (term.text === "error");
  const tables = fields
    .filter((field) => term.field === "any" || term.field === field)
    .map((field) => ({
      column: term.field === "agent" ? agentOf : columns[field],
      hits: fieldHits(columns, field, term),
    }));
  return (row) => tables.some(({ column, hits }) => hits[at(column, row)] === true);
}

/** `is:slow` and the like; a reason that there is not holds for no row. */
function standoutTest({ columns, standouts }: FindPlace, text: string): (row: number) => boolean {
  const name = standoutNames.find((known) => known === text);
  const mask = new Uint8Array(columns.count);
  for (const row of name === undefined ? [] : standouts[name]) mask[row] = 1;
  return (row) => mask[row] === 1;
}

function fieldHits(columns: TraceColumns, field: Field, term: Term): boolean[] {
  return columns[`${field}s`].map((word) => {
    const lower = word.toLowerCase();
    return term.isExact ? lower === term.text : lower.includes(term.text);
  });
}
