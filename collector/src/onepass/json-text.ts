import type { ByteBuffer } from "@spanward/clickhouse";

const quote = 0x22;
const backslash = 0x5c;
const shortEscapes: ReadonlyMap<number, number> = new Map([
  [0x08, 0x62],
  [0x09, 0x74],
  [0x0a, 0x6e],
  [0x0c, 0x66],
  [0x0d, 0x72],
]);
const hexDigits = "0123456789abcdef";

/**
 * Writes UTF-8 as the inside of a JSON string, as `JSON.stringify` does, and notes where the quotes of
 * a JSON text within it stand.
 */
export class JsonTextWriter {
  /** Where quotes stand in the source, those behind a backslash left out. */
  readonly quotes = new Int32Array(2 ** 14);
  quoteCount = 0;
  /** Bytes written so far beyond one for each UTF-16 unit. */
  surplus = 0;
  /** The source holds what no JSON text may: control characters, or escapes that are none. */
  unfitForJson = false;
  /** The source holds a character as the escape of its number. */
  numberEscapes = false;

  /** Appends the text from `start` to `end` of `source` to `out`; false when it is not UTF-8. */
  write(source: DataView, [start, end]: readonly [number, number], out: ByteBuffer): boolean {
    this.quoteCount = 0;
    this.unfitForJson = false;
    this.numberEscapes = false;
    let to = out.reserve((end - start) * 6);
    const { view } = out;
    let at = start;
    while (at + 4 <= end) {
      const word = source.getInt32(at);
      if (isPlain(word)) {
        view.setInt32(to, word);
        at += 4;
        to += 4;
        continue;
      }
      const stop = at + 4;
      while (at < stop) {
        const byte = source.getUint8(at);
        if (byte !== quote && byte !== backslash && byte >= 0x20 && byte < 0x80) {
          view.setUint8(to++, byte);
          at += 1;
          continue;
        }
        const taken = this.#special({ source, at, end }, view, to);
        if (taken === 0) return false;
        at += taken;
        to += this.#written;
      }
    }
    while (at < end) {
      const taken = this.#special({ source, at, end }, view, to);
      if (taken === 0) return false;
      at += taken;
      to += this.#written;
    }
    out.length = to;
    return true;
  }

  #written = 0;

  /** Writes one character; gives how many bytes of the source it took, 0 when it is not UTF-8. */
  #special({ at, end, source }: Place, view: DataView, to: number): number {
    const byte = source.getUint8(at);
    if (byte >= 0x80) return this.#wide({ source, at, end }, view, to);
    this.#written = 1;
    if (byte === quote) {
      if (this.quoteCount < this.quotes.length) this.quotes[this.quoteCount] = at;
      this.quoteCount += 1;
    }
    if (byte === backslash) return this.#backslash({ source, at, end }, view, to);
    if (byte === quote) {
      view.setUint8(to, backslash);
      view.setUint8(to + 1, byte);
      this.#written = 2;
    } else if (byte < 0x20) this.#control(byte, view, to);
    else view.setUint8(to, byte);
    return 1;
  }

  // What stands behind a backslash is no quote of the JSON text within.
  #backslash({ at, end, source }: Place, view: DataView, to: number): number {
    view.setUint8(to, backslash);
    view.setUint8(to + 1, backslash);
    this.#written = 2;
    const next = at + 1 < end ? source.getUint8(at + 1) : 0;
    if (!isEscape({ source, at, end }, next)) this.unfitForJson = true;
    if (next === 0x75) this.numberEscapes = true;
    if (next !== quote && next !== backslash) return 1;
    view.setUint8(to + 2, backslash);
    view.setUint8(to + 3, next);
    this.#written = 4;
    return 2;
  }

  #control(byte: number, view: DataView, to: number): void {
    this.unfitForJson = true;
    const short = shortEscapes.get(byte);
    view.setUint8(to, backslash);
    this.#written = short === undefined ? 6 : 2;
    if (short !== undefined) return view.setUint8(to + 1, short);
    const escape = `u00${hexDigits[byte >> 4]}${hexDigits[byte & 15]}`;
    for (let digit = 0; digit < 5; digit += 1)
      view.setUint8(to + 1 + digit, escape.charCodeAt(digit));
  }

  #wide({ at, end, source }: Place, view: DataView, to: number): number {
    const length = utf8Length(source, at, end);
    for (let step = 0; step < length; step += 1)
      view.setUint8(to + step, source.getUint8(at + step));
    this.surplus += length === 2 ? 1 : 2;
    this.#written = length;
    return length;
  }
}

interface Place {
  source: DataView;
  at: number;
  end: number;
}

/** Whether none of four bytes is a quote, a backslash, a control character or beyond ASCII. */
function isPlain(word: number): boolean {
  const quotes = word ^ 0x22222222;
  const slashes = word ^ 0x5c5c5c5c;
  const found =
    (word - 0x20202020) |
    word |
    ((quotes - 0x01010101) & ~quotes) |
    ((slashes - 0x01010101) & ~slashes);
  return (found & 0x80808080) === 0;
}

/** Whether a backslash and what follows it are an escape of JSON. */
function isEscape({ at, end, source }: Place, next: number): boolean {
  if (next !== 0x75) return '"\\/bfnrt'.includes(String.fromCharCode(next));
  if (at + 6 > end) return false;
  for (let digit = 2; digit < 6; digit += 1) {
    if (!/[0-9a-fA-F]/.test(String.fromCharCode(source.getUint8(at + digit)))) return false;
  }
  return true;
}

/** How many bytes the character beyond ASCII has that stands there; 0 when it is none. */
export function utf8Length(source: DataView, at: number, end: number): number {
  const first = source.getUint8(at);
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > end) return 0;
  const second = source.getUint8(at + 1);
  // Overlong forms, halves of pairs, and what lies beyond Unicode.
  const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < least || second > most) return 0;
  for (let step = 2; step < length; step += 1)
    if ((source.getUint8(at + step) & 0xc0) !== 0x80) return 0;
  return length;
}
