import { WireType } from "@bufbuild/protobuf/wire";
import { limitText, readNested } from "../value-limits.ts";
import type { AttributeObject, Attributes, AttributeValue } from "../otlp.ts";
import { bits64, message, sized, varint } from "./message.ts";
import type { OtlpReader } from "./otlp-reader.ts";

// Field numbers: opentelemetry-proto 1.11, common/v1/common.proto.

/** Decodes an `AnyValue`. Lists and maps deeper than the reader's limit become a text that says so. */
export const readAnyValue = (reader: OtlpReader): AttributeValue => readChoice(reader).value;

/** Decodes one `KeyValue` into `attributes`. Of two with one key the last one stands. */
export function readAttribute(attributes: Attributes, reader: OtlpReader): void {
  const { key, value } = readKeyValue(reader);
  attributes.set(key, value);
}

const unsetChoice = (): { value: AttributeValue } => ({ value: null });
const readChoice = message(unsetChoice, {
  [sized(1)]: (any, r) => (any.value = limitText(r.reading, r.string())),
  [varint(2)]: (any, r) => (any.value = r.bool()),
  [varint(3)]: (any, r) => (any.value = toNumber(BigInt(r.int64()))),
  [bits64(4)]: (any, r) => (any.value = r.double()),
  [sized(5)]: (any, r) => (any.value = readDeeper(r, () => readList(r))),
  [sized(6)]: (any, r) => (any.value = readDeeper(r, () => readMap(r))),
  [sized(7)]: (any, r) => (any.value = Uint8Array.from(r.bytes())), // a copy: it outlives the request
});

const readList = message((): AttributeValue[] => [], {
  [sized(1)]: (list, r) => list.push(readAnyValue(r)),
});

const readMap = message((): AttributeObject => Object.create(null), {
  [sized(1)]: (map, r) => {
    const { key, value } = readKeyValue(r);
    map[key] = value;
  },
});

const readKeyValue = message(() => ({ key: "", value: null as AttributeValue }), {
  [sized(1)]: (pair, r) => (pair.key = r.string()),
  [sized(2)]: (pair, r) => (pair.value = readAnyValue(r)),
});

const readDeeper = <Value>(reader: OtlpReader, read: () => Value): Value | string =>
  readNested(reader.reading, read, () => reader.skip(WireType.LengthDelimited));

/** A number when that is exact, else the bigint itself. */
const toNumber = (value: bigint): number | bigint =>
  Number.isSafeInteger(Number(value)) ? Number(value) : value;
