import { WireType } from "@bufbuild/protobuf/wire";
import { DecodeError } from "../errors.ts";
import type { OtlpReader } from "./otlp-reader.ts";

/** What to do with a field, by its tag: the field number and how it is written. */
export type Fields<Message> = Record<number, (message: Message, reader: OtlpReader) => void>;

// The tags of field `number`, as written for its type. A field that comes in another wire type than
// its own is an unknown field, as in every protobuf parser.

/** Tag of a string, bytes, message or packed field. */
export const sized = (number: number): number => (number << 3) | WireType.LengthDelimited;
/** Tag of an integer, enum or bool field. */
export const varint = (number: number): number => (number << 3) | WireType.Varint;
/** Tag of a fixed64, sfixed64 or double field. */
export const bits64 = (number: number): number => (number << 3) | WireType.Bit64;
/** Tag of a fixed32 field. */
export const bits32 = (number: number): number => (number << 3) | WireType.Bit32;

/**
 * Makes a decoder for one protobuf message from a table that mirrors its .proto file.
 *
 * The decoder reads a length, then that many bytes, and leaves the reader just past them. A field
 * that is not in the table is skipped: that is what lets a newer sender talk to an older collector.
 */
export function message<Message>(create: () => Message, fields: Fields<Message>) {
  return (reader: OtlpReader, length = reader.uint32()): Message => {
    const target = create();
    const end = reader.pos + length;
    if (end > reader.len) throw new DecodeError("a field is longer than the request");
    while (reader.pos < end) {
      const [number, wireType] = reader.tag();
      const read = fields[(number << 3) | wireType];
      if (read) read(target, reader);
      else reader.skip(wireType, number);
    }
    if (reader.pos !== end) throw new DecodeError("a field overruns its message");
    return target;
  };
}
