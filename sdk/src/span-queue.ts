/** A span that waits to be sent, and how much memory it holds, if only about. */
export interface Queued {
  bytes: number;
}

const batchSpansMax = 512;
const batchBytesMax = 8 * 2 ** 20; // eight times the longest attribute, well below what servers take

/** What waits to be sent, oldest first, within a limit of bytes. */
export class SpanQueue<Item extends Queued> {
  readonly #bytesMax: number;
  #spans: Item[] = [];
  #bytes = 0;
  dropped = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get length(): number {
    return this.#spans.length;
  }

  /** Whether a whole batch waits. */
  isBatchFull(): boolean {
    return this.#spans.length >= batchSpansMax || this.#bytes >= batchBytesMax;
  }

  add(queued: Item): void {
    this.#spans.push(queued);
    this.#bytes += queued.bytes;
    this.#dropOldest();
  }

  /** Takes the oldest spans out, as many as go into one request. */
  takeBatch(): Item[] {
    let bytes = 0;
    let count = 0;
    for (const queued of this.#spans) {
      if (count >= batchSpansMax || (count > 0 && bytes + queued.bytes > batchBytesMax)) break;
      bytes += queued.bytes;
      count += 1;
    }
    this.#bytes -= bytes;
    return this.#spans.splice(0, count);
  }

  /** Puts a batch that could not be sent back to the front. */
  giveBack(batch: readonly Item[]): void {
    this.#spans = [...batch, ...this.#spans];
    for (const { bytes } of batch) this.#bytes += bytes;
    this.#dropOldest();
  }

  #dropOldest(): void {
    let count = 0;
    while (this.#bytes > this.#bytesMax && count < this.#spans.length) {
      this.#bytes -= this.#spans[count]?.bytes ?? 0;
      count += 1;
    }
    if (count === 0) return;
    this.#spans.splice(0, count);
    this.dropped += count;
  }
}
