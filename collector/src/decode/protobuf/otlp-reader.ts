import { Buffer } from "node:buffer";
import { BinaryReader } from "@bufbuild/protobuf/wire";
import type { ValueReading } from "../value-limits.ts";

/** A protobuf reader that replaces invalid UTF-8 by U+FFFD and knows how deep it is. */
export class OtlpReader extends BinaryReader {
  readonly reading: ValueReading;

  constructor(bytes: Uint8Array, reading: ValueReading) {
    super(bytes, toText);
    this.reading = reading;
  }
}

const toText = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
