/** Texts by number, each once, in order of appearance. "" has no number. */
export class Dictionary {
  readonly texts: string[] = [];
  readonly #indexes = new Map<string, number>();

  /** The number of a text, -1 for "". */
  indexOf(text: string): number {
    if (text === "") return -1;
    const known = this.#indexes.get(text);
    if (known !== undefined) return known;
    this.#indexes.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }
}
