import { Buffer } from "node:buffer";
import { BinaryReader } from "@bufbuild/protobuf/wire";
import type { Nesting } from "../nesting.ts";

/** A protobuf reader that replaces invalid UTF-8 by U+FFFD and knows how deep it is. */
export class OtlpReader extends BinaryReader {
  readonly nesting: Nesting;

  constructor(bytes: Uint8Array, nesting: Nesting) {
    super(bytes, toText);
    this.nesting = nesting;
  }
}

const toText = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
