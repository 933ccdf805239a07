/** A text that outlives the tab, in localStorage; null when nothing was stored. */
export class Stored {
  readonly #key: string;
  #value = $state.raw<string | null>(null);

  constructor(key: string) {
    this.#key = `spanward.${key}`;
    this.#value = localStorage.getItem(this.#key);
  }

  get value(): string | null {
    return this.#value;
  }

  set value(value: string | null) {
    this.#value = value;
    if (value === null) localStorage.removeItem(this.#key);
    else localStorage.setItem(this.#key, value);
  }
}
