/**
 * Answers that cost much to make, those used last, within a bound of bytes. An answer is kept with a
 * stamp of what it was made from, and given only to who brings the same stamp.
 */
export class AnswerCache<Answer> {
  readonly #bytesMax: number;
  /** In order of use, the oldest first. */
  readonly #kept = new Map<string, { stamp: string; answer: Answer; bytes: number }>();
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get(key: string, stamp: string): Answer | undefined {
    const kept = this.#kept.get(key);
    if (kept?.stamp !== stamp) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    return kept.answer;
  }

  /** `bytes` is about what the answer holds in memory. One that is larger than the bound is not kept. */
  set(
    key: string,
    { answer, bytes, stamp }: { stamp: string; answer: Answer; bytes: number },
  ): void {
    this.#drop(key);
    if (bytes > this.#bytesMax) return;
    this.#kept.set(key, { stamp, answer, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.#bytesMax) return;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    this.#bytes -= this.#kept.get(key)?.bytes ?? 0;
    this.#kept.delete(key);
  }
}
