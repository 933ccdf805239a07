/** Bytes that grow at the end. Cleared and filled again, it allocates nothing. Little-endian. */
export class ByteBuffer {
  #bytes: Buffer;
  #view: DataView;
  length = 0;

  constructor(capacity = 256) {
    this.#bytes = Buffer.allocUnsafeSlow(capacity);
    this.#view = viewOf(this.#bytes);
  }

  clear(): void {
    this.length = 0;
  }

  /** All of its bytes, to write into what was made room for. They are others after more room was made. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  get view(): DataView {
    return this.#view;
  }

  /** Some of its bytes as text, a character for each. */
  latin1(start: number, end: number): string {
    return this.#bytes.toString("latin1", start, end);
  }

  /** Makes room for `bytes` more; gives where they start. `length` stays. */
  reserve(bytes: number): number {
    const end = this.length + bytes;
    if (end > this.#bytes.length) this.#grow(end);
    return this.length;
  }

  /** What was written. It belongs to the buffer: copy it to keep it. */
  written(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }

  writeBytes(bytes: Uint8Array): void {
    const start = this.#take(bytes.length);
    if (bytes.length > copiedByHand) return this.#bytes.set(bytes, start);
    for (let at = 0; at < bytes.length; at += 1) this.#bytes[start + at] = bytes[at] ?? 0;
  }

  /** Bytes of a view, from `start` to `end`. */
  writeSlice(source: DataView, start: number, end: number): void {
    const length = end - start;
    const to = this.#take(length);
    if (length > copiedByHand) {
      const bytes = new Uint8Array(source.buffer, source.byteOffset + start, length);
      return this.#bytes.set(bytes, to);
    }
    for (let at = 0; at < length; at += 1) this.#bytes[to + at] = source.getUint8(start + at);
  }

  writeUInt8(value: number): void {
    const start = this.#take(1);
    this.#bytes[start] = value;
  }

  writeUInt16(value: number): void {
    const start = this.#take(2);
    this.#view.setUint16(start, value, true);
  }

  writeUInt32(value: number): void {
    const start = this.#take(4);
    this.#view.setUint32(start, value, true);
  }

  /** Any whole number from 0 to 2^64 - 1 that a double can hold. */
  writeUInt64(value: number): void {
    const start = this.#take(8);
    this.#view.setUint32(start, value % 2 ** 32, true);
    this.#view.setUint32(start + 4, Math.floor(value / 2 ** 32), true);
  }

  writeBigUInt64(value: bigint): void {
    const start = this.#take(8);
    this.#view.setBigUint64(start, value, true);
  }

  writeBigInt64(value: bigint): void {
    const start = this.#take(8);
    this.#view.setBigInt64(start, value, true);
  }

  writeFloat64(value: number): void {
    const start = this.#take(8);
    this.#view.setFloat64(start, value, true);
  }

  /** LEB128, as ClickHouse writes lengths. */
  writeVarUInt(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.writeUInt8((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.writeUInt8(rest);
  }

  /** Length and UTF-8. What is not well-formed UTF-16 becomes U+FFFD. */
  writeString(text: string): void {
    // Up to this length one byte says how long it is, so it can be filled in afterwards.
    if (text.length * bytesPerUnitMax < 0x80) {
      const start = this.#take(1 + text.length * bytesPerUnitMax);
      const bytes = this.#bytes.write(text, start + 1, "utf8");
      this.#bytes[start] = bytes;
      this.length = start + 1 + bytes;
      return;
    }
    const bytes = Buffer.byteLength(text, "utf8");
    this.writeVarUInt(bytes);
    const start = this.#take(bytes);
    this.#bytes.write(text, start, "utf8");
  }

  /** Room for `bytes` more; gives where they start. The bytes may be others after it. */
  #take(bytes: number): number {
    const start = this.length;
    const end = start + bytes;
    if (end > this.#bytes.length) this.#grow(end);
    this.length = end;
    return start;
  }

  #grow(least: number): void {
    const bytes = Buffer.allocUnsafeSlow(Math.max(least, this.#bytes.length * 2));
    bytes.set(this.#bytes);
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
  }
}

const copiedByHand = 32; // bytes; up to here a loop is faster than a call
const bytesPerUnitMax = 3; // of UTF-8 for one unit of UTF-16

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
