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

  /** What was written. It belongs to the buffer: copy it to keep it. */
  written(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }

  writeBytes(bytes: Uint8Array): void {
    const start = this.#take(bytes.length);
    this.#bytes.set(bytes, start);
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

const bytesPerUnitMax = 3; // of UTF-8 for one unit of UTF-16

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
