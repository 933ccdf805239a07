import type { Condition, Measure, Pattern } from "./condition.ts";
import { readBound } from "./read-bound.ts";
import { type PlacedTerm, readTerms } from "./read-terms.ts";
import { findField, type SearchField, searchFields } from "./search-fields.ts";

/** What of a text cannot be asked, why, and where it stands: half-open, in UTF-16 code units. */
export interface SearchProblem {
  from: number;
  to: number;
  message: string; // what to write instead
}

/** A text of the search grammar, read. With problems, the conditions are those that could be read. */
export interface Search {
  terms: PlacedTerm[];
  conditions: Condition[];
  problems: SearchProblem[];
}

/** The longest text that is read. */
export const searchCharactersMax = 2000;
const termsMax = 50;

/**
 * Reads a search such as `status:error agent:refund-* latency:>30s -has:approval "free text"`. Several
 * values of one field are alternatives; everything else must hold together.
 */
export function parseSearch(text: string): Search {
  const terms = readTerms(text);
  if (text.length > searchCharactersMax || terms.length > termsMax) {
    const message = `A search has at most ${termsMax} terms and ${searchCharactersMax} characters.`;
    return { terms, conditions: [], problems: [{ from: 0, to: text.length, message }] };
  }
  const conditions: Condition[] = [];
  const problems: SearchProblem[] = [];
  for (const term of terms) {
    const read = readCondition(term);
    if (typeof read === "string") problems.push({ from: term.from, to: term.to, message: read });
    else if (read) add(conditions, read);
  }
  return { terms, conditions, problems };
}

/** Puts an alternative to those of the same field, and anything else beside the others. */
function add(conditions: Condition[], added: Condition): void {
  if (added.kind === "value" || added.kind === "choice") {
    for (const known of conditions) {
      if (known.kind !== added.kind || known.field !== added.field) continue;
      if (known.negated !== added.negated) continue;
      if (known.kind === "value" && added.kind === "value") known.anyOf.push(...added.anyOf);
      if (known.kind === "choice" && added.kind === "choice") known.anyOf.push(...added.anyOf);
      return;
    }
  }
  conditions.push(added);
}

/** What a term demands, what is wrong with it, or null when it demands nothing. */
function readCondition(term: PlacedTerm): Condition | string | null {
  const { negated, from, to } = term;
  if (term.field === null) {
    const half = /^([a-z]+):$/i.exec(term.value)?.[1];
    const started = half === undefined ? null : findField(half.toLowerCase());
    if (started) return `${started.name} needs a value, such as ${started.example}`;
    return term.value.trim() === ""
      ? null
      : { kind: "text", phrase: term.value, negated, from, to };
  }
  const field = findField(term.field);
  if (!field) return unknownField(term.field, term.value);
  if (term.value === "") return `${term.field} needs a value, such as ${field.example}`;
  const meaning = meaningOf(field, term);
  return typeof meaning === "string" ? meaning : { ...meaning, negated, from, to };
}

type Meaning = Condition extends infer Each
  ? Each extends Condition
    ? Omit<Each, "negated" | "from" | "to">
    : never
  : never;

function meaningOf(field: SearchField, term: PlacedTerm): Meaning | string {
  switch (field.takes) {
    case "value":
      return { kind: "value", field: field.name, anyOf: [patternOf(term)] };
    case "choice":
      return choiceOf(field, term.value.toLowerCase());
    case "tag":
      return tagOf(term);
    case "bound": {
      if (!isMeasure(field.name)) throw new TypeError(`${field.name} is no measure`);
      const bound = readBound(field.name, term.value);
      return bound
        ? { kind: "bound", measure: field.name, ...bound }
        : `Write it like ${field.example}`;
    }
  }
}

function choiceOf({ name, choices }: SearchField, value: string): Meaning | string {
  if (!choices.includes(value)) return `${name} is one of ${choices.join(", ")}`;
  if (name === "has") return { kind: "has", what: value };
  if (name === "status" || name === "kind" || name === "guardrail")
    return { kind: "choice", field: name, anyOf: [value] };
  throw new TypeError(`${name} offers choices that nothing reads`);
}

function tagOf({ value, literal }: PlacedTerm): Meaning | string {
  const at = value.indexOf("=");
  if (at === 0) return "A tag has a key before its value: tag:team=payments";
  if (at < 0) return { kind: "tag", key: value, value: null };
  const text = value.slice(at + 1);
  return { kind: "tag", key: value.slice(0, at), value: patternOf({ value: text, literal }) };
}

const patternOf = ({ value, literal }: Pick<PlacedTerm, "value" | "literal">): Pattern => ({
  text: value,
  glob: !literal && value.includes("*"),
});

const measures: readonly string[] = [
  "latency",
  "cost",
  "tokens",
  "spans",
  "errors",
] satisfies Measure[];
const isMeasure = (name: string): name is Measure => measures.includes(name);

function unknownField(name: string, value: string): string {
  const near = searchFields.find((field) => isNear(field.name, name));
  const instead = near ? ` Did you mean ${near.name}?` : "";
  return `There is no field ${name}.${instead} In quotes, "${name}:${value}" is looked for as text.`;
}

/** One begins with the other, or they differ in one letter. */
function isNear(one: string, other: string): boolean {
  if (other.length < 2) return false;
  if (one.startsWith(other) || other.startsWith(one)) return true;
  return edits(one, other) === 1;
}

/** 1 when a letter added, left out or changed makes one word of the other; else 0 or more than 1. */
function edits(one: string, other: string): number {
  const [long, short] = one.length >= other.length ? [one, other] : [other, one];
  if (long === short) return 0;
  if (long.length - short.length > 1) return 2;
  let same = 0;
  while (same < short.length && long[same] === short[same]) same += 1;
  const rest = long.slice(same + 1);
  return rest === short.slice(long.length === short.length ? same + 1 : same) ? 1 : 2;
}
