import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** A request with one span, whose one attribute is lists in lists, so many levels deep. */
export function nestDeep(levels: number): Uint8Array {
  let value: Uint8Array = new Uint8Array(); // the empty AnyValue
  for (let level = 0; level < levels; level++) value = field(5, field(1, value));
  const text = (content: string): Uint8Array => new TextEncoder().encode(content);
  const attribute = join(field(1, text("deep")), field(2, value));
  const ids = join(field(1, new Uint8Array(16).fill(7)), field(2, new Uint8Array(8).fill(7)));
  const span = join(ids, field(5, text("deep")), field(9, attribute));
  return field(1, field(2, field(2, span)));
}

const field = (number: number, content: Uint8Array): Uint8Array =>
  new BinaryWriter().tag(number, WireType.LengthDelimited).bytes(content).finish();

const join = (...parts: Uint8Array[]): Uint8Array => Buffer.concat(parts);
