/** What a page remembers while the reader is elsewhere, for the way back. Gone with the tab. */
export class Kept<Value> {
  readonly #maxAgeMs: number;
  #entry: { key: string; value: Value; atMs: number } | null = null;

  constructor(maxAgeMs: number) {
    this.#maxAgeMs = maxAgeMs;
  }

  /** What was kept under this key, if that was the last one and not long ago. */
  read(key: string): Value | null {
    const entry = this.#entry;
    return entry?.key === key && Date.now() - entry.atMs < this.#maxAgeMs ? entry.value : null;
  }

  keep(key: string, value: Value): void {
    this.#entry = { key, value, atMs: Date.now() };
  }
}
