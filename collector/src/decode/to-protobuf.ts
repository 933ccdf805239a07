import { Buffer } from "node:buffer";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

// Writes requests for tests: the SDK's serializers can only write what an SDK can make.

type Json = Record<string, unknown>;
type Kind = keyof typeof scalars | (() => Schema);
type Schema = Record<string, [number: number, kind: Kind]>;

const scalars = {
  string: write(WireType.LengthDelimited, (writer, value) => writer.string(String(value))),
  hex: write(WireType.LengthDelimited, (writer, value) =>
    writer.bytes(Buffer.from(String(value), "hex")),
  ),
  base64: write(WireType.LengthDelimited, (writer, value) =>
    writer.bytes(Buffer.from(String(value), "base64")),
  ),
  bool: write(WireType.Varint, (writer, value) => writer.bool(value === true)),
  int: write(WireType.Varint, (writer, value) => writer.int32(Number(value))),
  uint: write(WireType.Varint, (writer, value) => writer.uint32(Number(value))),
  int64: write(WireType.Varint, (writer, value) => writer.int64(BigInt(String(value)))),
  fixed32: write(WireType.Bit32, (writer, value) => writer.fixed32(Number(value))),
  fixed64: write(WireType.Bit64, (writer, value) => writer.fixed64(BigInt(String(value)))),
  double: write(WireType.Bit64, (writer, value) =>
    writer.double(value === null ? Number.NaN : Number(value)),
  ),
};

const anyValue = (): Schema => ({
  stringValue: [1, "string"],
  boolValue: [2, "bool"],
  intValue: [3, "int64"],
  doubleValue: [4, "double"],
  arrayValue: [5, () => ({ values: [1, anyValue] })],
  kvlistValue: [6, () => ({ values: [1, keyValue] })],
  bytesValue: [7, "base64"],
});
const keyValue = (): Schema => ({ key: [1, "string"], value: [2, anyValue] });
const resource = (): Schema => ({
  attributes: [1, keyValue],
  droppedAttributesCount: [2, "uint"],
});
const scope = (): Schema => ({
  name: [1, "string"],
  version: [2, "string"],
  attributes: [3, keyValue],
});
const event = (): Schema => ({
  timeUnixNano: [1, "fixed64"],
  name: [2, "string"],
  attributes: [3, keyValue],
  droppedAttributesCount: [4, "uint"],
});
const link = (): Schema => ({
  traceId: [1, "hex"],
  spanId: [2, "hex"],
  traceState: [3, "string"],
  attributes: [4, keyValue],
  flags: [6, "fixed32"],
});
const span = (): Schema => ({
  traceId: [1, "hex"],
  spanId: [2, "hex"],
  traceState: [3, "string"],
  parentSpanId: [4, "hex"],
  name: [5, "string"],
  kind: [6, "int"],
  startTimeUnixNano: [7, "fixed64"],
  endTimeUnixNano: [8, "fixed64"],
  attributes: [9, keyValue],
  droppedAttributesCount: [10, "uint"],
  events: [11, event],
  droppedEventsCount: [12, "uint"],
  links: [13, link],
  droppedLinksCount: [14, "uint"],
  status: [15, () => ({ message: [2, "string"], code: [3, "int"] })],
  flags: [16, "fixed32"],
});
const logRecord = (): Schema => ({
  timeUnixNano: [1, "fixed64"],
  severityNumber: [2, "int"],
  severityText: [3, "string"],
  body: [5, anyValue],
  attributes: [6, keyValue],
  flags: [8, "fixed32"],
  traceId: [9, "hex"],
  spanId: [10, "hex"],
  observedTimeUnixNano: [11, "fixed64"],
  eventName: [12, "string"],
});

const envelope = (scopes: string, items: string, item: () => Schema) => (): Schema => ({
  resource: [1, resource],
  [scopes]: [2, () => ({ scope: [1, scope], [items]: [2, item], schemaUrl: [3, "string"] })],
  schemaUrl: [3, "string"],
});

const requests: Record<"traces" | "logs", Schema> = {
  traces: { resourceSpans: [1, envelope("scopeSpans", "spans", span)] },
  logs: { resourceLogs: [1, envelope("scopeLogs", "logRecords", logRecord)] },
};

/** The protobuf bytes of a request given in the OTLP/JSON mapping. Fields nobody knows are left out. */
export function toProtobuf(json: object, signal: keyof typeof requests): Uint8Array {
  const writer = new BinaryWriter();
  writeMessage(writer, { ...json }, requests[signal]);
  return writer.finish();
}

function writeMessage(writer: BinaryWriter, message: Json, schema: Schema): void {
  for (const [name, [number, kind]] of Object.entries(schema)) {
    const value = message[name];
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) {
      if (typeof kind === "string") scalars[kind](writer, number, one);
      else {
        writer.tag(number, WireType.LengthDelimited).fork();
        writeMessage(writer, { ...Object(one) }, kind());
        writer.join();
      }
    }
  }
}

function write(type: WireType, writeValue: (writer: BinaryWriter, value: unknown) => void) {
  return (writer: BinaryWriter, number: number, value: unknown): void => {
    writeValue(writer.tag(number, type), value);
  };
}
