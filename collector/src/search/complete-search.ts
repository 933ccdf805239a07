import { readTerms, writeTerm } from "./read-terms.ts";
import { findField, type SearchField, searchFields } from "./search-fields.ts";

/** What is being typed at the caret: the name of a field, or a value of one. */
export interface CompletionPlace {
  /** The part of the text that a choice takes the place of; half-open. */
  from: number;
  to: number;
  typed: string; // of it, up to the caret, without quotes
  field: SearchField | null; // null: a field's name is typed, or free text
}

/** One thing that may be put in. */
export interface Completion {
  label: string;
  insert: string;
  says: string;
  isField: boolean; // more is to be typed after it
}

/** Where the caret is in the grammar. */
export function completionPlace(text: string, caret: number): CompletionPlace {
  const term = readTerms(text).find(({ from, to }) => from < caret && caret <= to);
  if (!term) return { from: caret, to: caret, typed: "", field: null };
  const start = term.from + (term.negated ? 1 : 0);
  if (term.field !== null && caret >= term.valueFrom) {
    const typed = text.slice(term.valueFrom, caret).replace(/^"/, "");
    const field = findField(term.field);
    if (field) return { from: term.valueFrom, to: term.to, typed, field };
  }
  const half = /^([a-z]+):$/i.exec(term.value)?.[1] ?? "";
  const begun = caret === term.to ? findField(half.toLowerCase()) : null;
  if (begun) return { from: caret, to: caret, typed: "", field: begun };
  return { from: start, to: term.to, typed: text.slice(start, caret), field: null };
}

const offeredMax = 12;

/**
 * What may be put in at a place; those that begin with what was typed come first. `values` are known
 * values of the place's field, the most frequent first.
 */
export function completionsOf(
  { field, typed }: CompletionPlace,
  values: readonly { value: string; count: number }[],
): Completion[] {
  if (!field) return fieldsLike(typed);
  const known = values.map(({ value, count }) => ({ value, says: `${count}` }));
  const choices = field.choices.map((value) => ({
    value,
    says: known.find((each) => each.value === value)?.says ?? "",
  }));
  const offered = field.takes === "choice" ? choices : known;
  const wanted = typed.toLowerCase().replaceAll("*", "");
  return offered
    .filter(({ value }) => value.toLowerCase().includes(wanted))
    .toSorted((one, other) => rank(one.value, wanted) - rank(other.value, wanted))
    .slice(0, offeredMax)
    .map(({ says, value }) => ({
      label: value,
      insert: writeTerm({
        negated: false,
        field: field.name,
        value,
        literal: value.includes("*"),
      }).slice(field.name.length + 1),
      says,
      isField: false,
    }));
}

function fieldsLike(typed: string): Completion[] {
  const wanted = typed.toLowerCase();
  return searchFields
    .filter(({ aliases, name }) => [name, ...aliases].some((each) => each.startsWith(wanted)))
    .map(({ example, name, says }) => ({
      label: `${name}:`,
      insert: `${name}:`,
      says: `${says} · ${example}`,
      isField: true,
    }));
}

const rank = (value: string, wanted: string): number =>
  value.toLowerCase().startsWith(wanted) ? 0 : 1;

/** The text with a completion put in, and where the caret is then. A value is followed by a space. */
export function complete(
  text: string,
  { from, to }: Pick<CompletionPlace, "from" | "to">,
  { insert, isField }: Pick<Completion, "insert" | "isField">,
): { text: string; caret: number } {
  const rest = text.slice(to);
  const gap = isField || rest.startsWith(" ") ? "" : " ";
  const before = text.slice(0, from) + insert + gap;
  return { text: before + rest, caret: before.length + (gap === "" && !isField ? 1 : 0) };
}
