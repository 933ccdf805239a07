/**
 * Writes protobuf messages one after the other into large chunks of memory, of which each message is a
 * part. Lengths come before what they measure, so room is left for them and what follows is moved where
 * the guess was wrong.
 *
 * Source: https://protobuf.dev/programming-guides/encoding/
 */
export class ByteWriter {
  #bytes: Buffer = Buffer.allocUnsafeSlow(chunkBytes);
  #begin = 0; // of the message being written
  #at = 0;

  /** The message written since the last one. It stays as it is, and keeps its chunk in memory. */
  take(): Uint8Array {
    const message = this.#bytes.subarray(this.#begin, this.#at);
    this.#begin = this.#at;
    if (this.#bytes.length === chunkBytes) return message;
    // A chunk that one large message made larger still is mostly empty.
    this.#bytes = Buffer.allocUnsafeSlow(chunkBytes);
    this.#begin = this.#at = 0;
    return Uint8Array.prototype.slice.call(message);
  }

  /** Forgets what was written since the last message. */
  reset(): void {
    this.#at = this.#begin;
    this.#guesses.length = 0;
  }

  /** An unsigned whole number below 2^53. */
  varint(value: number): void {
    this.#reserve(10);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#at++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#at++] = rest;
  }

  /** A signed 64-bit number; a negative one takes ten bytes. */
  int64(value: number): void {
    if (value >= 0 && value <= Number.MAX_SAFE_INTEGER) {
      this.varint(value);
      return;
    }
    this.#reserve(10);
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest >= 0x80n) {
      this.#bytes[this.#at++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#bytes[this.#at++] = Number(rest);
  }

  double(value: number): void {
    this.#reserve(8);
    this.#at = this.#bytes.writeDoubleLE(value, this.#at);
  }

  fixed32(value: number): void {
    this.#reserve(4);
    this.#at = this.#bytes.writeUInt32LE(value, this.#at);
  }

  /** Seconds and nanoseconds, as fixed64 nanoseconds. */
  instant([seconds, nanos]: readonly [number, number]): void {
    this.#reserve(8);
    // Neither product passes 2^53, where digits would be lost: seconds · 10⁹ = (high · 2¹⁶ + low) · 10⁹.
    const low = (seconds % 0x1_0000) * 1e9 + nanos;
    const high = Math.floor(seconds / 0x1_0000) * 1e9 + Math.floor(low / 0x1_0000);
    const lowWord = (high % 0x1_0000) * 0x1_0000 + (low % 0x1_0000);
    this.#at = this.#bytes.writeUInt32LE(lowWord, this.#at);
    this.#at = this.#bytes.writeUInt32LE(Math.floor(high / 0x1_0000), this.#at);
  }

  /** Bytes given as lowercase hexadecimal digits, with their length before them. */
  hex(digits: string): void {
    const length = digits.length >>> 1;
    this.varint(length);
    this.#reserve(length);
    this.#at += this.#bytes.write(digits, this.#at, length, "hex");
  }

  bytes(bytes: Uint8Array): void {
    this.varint(bytes.length);
    this.raw(bytes);
  }

  /** Bytes without their length. */
  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** Text as UTF-8, with its length before it. Halves of characters become U+FFFD. */
  text(text: string): void {
    this.#reserve(text.length * 3 + 5);
    if (text.length < shortText && this.#ascii(text)) return;
    const begin = this.open(text.length);
    this.#at += this.#bytes.write(text, this.#at, "utf8");
    this.close(begin);
  }

  /** Begins what has its length before it; `guess` is about how many bytes it will have. */
  open(guess = 0): number {
    this.#reserve(5);
    const width = widthOf(guess);
    this.#at += width;
    this.#guesses.push(width);
    return this.#at - this.#begin;
  }

  /** Ends what `open` began: `place` is what it gave. They nest. */
  close(place: number): void {
    let begin = this.#begin + place;
    const length = this.#at - begin;
    const guessed = this.#guesses.pop() ?? 0;
    const width = widthOf(length);
    if (width !== guessed) {
      this.#reserve(width);
      begin = this.#begin + place;
      this.#bytes.copyWithin(begin - guessed + width, begin, this.#at);
    }
    this.#at = begin - guessed;
    this.varint(length);
    this.#at += length;
  }

  readonly #guesses: number[] = [];

  /** Writes a short text if it is ASCII: quicker than to call for the encoder. */
  #ascii(text: string): boolean {
    const bytes = this.#bytes;
    const begin = this.#at + 1;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code >= 0x80) return false;
      bytes[begin + i] = code;
    }
    bytes[this.#at] = text.length;
    this.#at = begin + text.length;
    return true;
  }

  #reserve(count: number): void {
    if (this.#at + count <= this.#bytes.length) return;
    const written = this.#bytes.subarray(this.#begin, this.#at);
    const needed = written.length + count;
    const fits = needed <= chunkBytes;
    const chunk = Buffer.allocUnsafeSlow(fits ? chunkBytes : needed * 2);
    chunk.set(written);
    this.#bytes = chunk;
    this.#begin = 0;
    this.#at = written.length;
  }
}

const chunkBytes = 2 ** 18;
/** Longer texts go to the encoder; at most 127, so that the length is one byte. */
const shortText = 48;

/** Bytes of a length as a varint. */
function widthOf(length: number): number {
  if (length < 2 ** 7) return 1;
  if (length < 2 ** 14) return 2;
  if (length < 2 ** 21) return 3;
  return length < 2 ** 28 ? 4 : 5;
}
