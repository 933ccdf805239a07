import { type FindPlace, type FoundRows, findRows } from "../../layout/find-rows.ts";

const nothing: FoundRows = { rows: null, problems: [] };

/** What the reader looks for in a trace, and where it is; all pictures show the same matches. */
export class TraceSearch {
  readonly #place: () => FindPlace;

  /** The words, as typed; "" looks for nothing. */
  text = $state("");
  /** Whether rows that do not match are left out, and not only dimmed. */
  onlyMatches = $state(false);

  readonly #found: FoundRows = $derived.by(() =>
    this.text === "" ? nothing : findRows(this.#place(), this.text),
  );
  /** Rows that match, in order; null when nothing is looked for. */
  readonly matches: Int32Array | null = $derived(this.#found.rows);
  /** What of the text says nothing here, and what to write instead; "" when all of it does. */
  readonly problem: string = $derived(this.#found.problems[0]?.message ?? "");
  readonly #mask: Uint8Array | null = $derived.by(() => {
    if (this.matches === null) return null;
    const mask = new Uint8Array(this.#place().columns.count);
    for (const row of this.matches) mask[row] = 1;
    return mask;
  });

  /** @param place reads the trace; only asked when something is looked for */
  constructor(place: () => FindPlace) {
    this.#place = place;
  }

  /** Whether a word is among those looked for. */
  hasTerm(term: string): boolean {
    return this.text.split(/\s+/).includes(term);
  }

  /** Adds a word to those looked for, or takes it away. */
  toggleTerm(term: string): void {
    const others = this.text.split(/\s+/).filter((word) => word !== term && word !== "");
    this.text = (this.hasTerm(term) ? others : [...others, term]).join(" ");
  }

  /** Whether a row stands out; always true when nothing is looked for. */
  has(row: number): boolean {
    return this.#mask === null || this.#mask[row] === 1;
  }
}
