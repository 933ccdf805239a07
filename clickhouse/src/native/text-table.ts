/**
 * Texts that come again and again, as UTF-8, each with a small number of its own. It holds a bounded
 * number of them: when it is full, new texts get none until it is cleared.
 */
export class TextTable {
  readonly #slots: Int32Array; // number + 1 by hash; 0: free
  readonly #starts: Int32Array;
  readonly #lengths: Int32Array;
  readonly #texts: (string | undefined)[] = [];
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #used = 0;
  #size = 0;

  constructor(textsMax = 2 ** 15, bytesMax = 2 ** 21) {
    this.#slots = new Int32Array(textsMax * 4);
    this.#starts = new Int32Array(textsMax);
    this.#lengths = new Int32Array(textsMax);
    this.#bytes = new Uint8Array(bytesMax);
    this.#view = new DataView(this.#bytes.buffer);
  }

  get size(): number {
    return this.#size;
  }

  get textsMax(): number {
    return this.#starts.length;
  }

  /** Whether half of it is used: time to clear it, between two blocks. */
  get crowded(): boolean {
    return this.#size * 2 > this.#starts.length || this.#used * 2 > this.#bytes.length;
  }

  clear(): void {
    this.#slots.fill(0);
    this.#texts.length = 0;
    this.#used = 0;
    this.#size = 0;
  }

  /** The number of the UTF-8 text from `start` to `end`; -1 when there is no place for it. */
  intern(source: DataView, start: number, end: number): number {
    const length = end - start;
    const mask = this.#slots.length - 1;
    let slot = hashOf(source, start, length) & mask;
    for (;;) {
      const number = (this.#slots[slot] ?? 0) - 1;
      if (number < 0) return this.#add({ source, start, length, slot });
      if (this.#lengths[number] === length && this.#isAt(number, source, start)) return number;
      slot = (slot + 1) & mask;
    }
  }

  /** The number of a text that is not UTF-8 yet. */
  internText(text: string): number {
    const bytes = Buffer.from(text);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return this.intern(view, 0, bytes.length);
  }

  /** The UTF-8 of a text. It belongs to the table. */
  bytesOf(number: number): Uint8Array {
    const start = this.#starts[number] ?? 0;
    return this.#bytes.subarray(start, start + (this.#lengths[number] ?? 0));
  }

  textOf(number: number): string {
    return (this.#texts[number] ??= Buffer.from(this.bytesOf(number)).toString());
  }

  #isAt(number: number, source: DataView, start: number): boolean {
    const own = this.#starts[number] ?? 0;
    const length = this.#lengths[number] ?? 0;
    let at = 0;
    for (; at + 4 <= length; at += 4)
      if (this.#view.getInt32(own + at) !== source.getInt32(start + at)) return false;
    for (; at < length; at += 1)
      if (this.#view.getUint8(own + at) !== source.getUint8(start + at)) return false;
    return true;
  }

  #add({ length, slot, source, start }: Newcomer): number {
    if (this.#size === this.#starts.length || this.#used + length > this.#bytes.length) return -1;
    for (let at = 0; at < length; at += 1)
      this.#bytes[this.#used + at] = source.getUint8(start + at);
    this.#starts[this.#size] = this.#used;
    this.#lengths[this.#size] = length;
    this.#used += length;
    this.#size += 1;
    this.#slots[slot] = this.#size;
    return this.#size - 1;
  }
}

interface Newcomer {
  source: DataView;
  start: number;
  length: number;
  slot: number;
}

/** Looks at the length and at up to twelve bytes: enough for the names of things. */
function hashOf(source: DataView, start: number, length: number): number {
  let hash = Math.imul(length, 0x9e3779b1);
  if (length < 8) {
    for (let at = 0; at < length; at += 1)
      hash = Math.imul(hash ^ source.getUint8(start + at), 0x01000193);
    return hash ^ (hash >>> 15);
  }
  hash = Math.imul(hash ^ source.getInt32(start), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15) ^ source.getInt32(start + length - 4), 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 13) ^ source.getInt32(start + (length >> 1) - 2), 0x9e3779b1);
  return hash ^ (hash >>> 16);
}
