/** What an attribute's value was sent as. Other kinds take the general path. */
export const valueTypes = { string: 1, bool: 2, int: 3, double: 4, list: 5 } as const;

// The tags of the fields of a `Span`, of `KeyValue` and `AnyValue`: number << 3 | wire type.
// Source: opentelemetry-proto 1.11, trace.proto and common.proto.
const tags = {
  traceId: 0x0a,
  spanId: 0x12,
  traceState: 0x1a,
  parentSpanId: 0x22,
  name: 0x2a,
  kind: 0x30,
  start: 0x39,
  end: 0x41,
  attribute: 0x4a,
  droppedAttributes: 0x50,
  droppedEvents: 0x60,
  droppedLinks: 0x70,
  status: 0x7a,
} as const;
const flagsTag = [0x85, 0x01] as const; // 16, fixed32, in two bytes
const attributesMax = 256;

/**
 * Where the fields of one span stand in a request. It knows the fields that nearly all spans are made
 * of, each written as serialisers write it; {@link scan} says no to every other span.
 */
export class SpanScan {
  #view: DataView = new DataView(new ArrayBuffer(0));
  #at = 0;
  from = 0; // where the span itself begins and ends
  to = 0;
  traceId = -1; // where its 16 bytes begin; -1: missing
  spanId = -1;
  parentSpanId = -1; // -1: a root
  nameStart = 0;
  nameEnd = 0;
  kind = 0;
  flags = 0;
  statusCode = 0;
  start = -1; // where its 8 bytes begin; -1: zero
  end = -1;
  attributes = 0;
  /** By attribute: where its key and its value begin and end, and what the value was sent as. */
  readonly keyStarts = new Int32Array(attributesMax);
  readonly keyEnds = new Int32Array(attributesMax);
  readonly valueStarts = new Int32Array(attributesMax);
  readonly valueEnds = new Int32Array(attributesMax);
  readonly types = new Uint8Array(attributesMax);

  /** @throws {RangeError} when the request ends within the span */
  scan(view: DataView, from: number, to: number): boolean {
    this.#view = view;
    this.#at = from;
    this.from = from;
    this.to = to;
    this.traceId = this.spanId = this.parentSpanId = this.start = this.end = -1;
    this.nameStart = this.nameEnd = this.kind = this.flags = this.statusCode = 0;
    this.attributes = 0;
    while (this.#at < to) if (!this.#field(to)) return false;
    return this.#at === to && this.#hasId(this.traceId, 16) && this.#hasId(this.spanId, 8);
  }

  #field(to: number): boolean {
    const tag = this.#view.getUint8(this.#at++);
    switch (tag) {
      case tags.attribute:
        return this.#attribute(to);
      case tags.traceId:
        return (this.traceId = this.#bytes(16)) >= 0;
      case tags.spanId:
        return (this.spanId = this.#bytes(8)) >= 0;
      case tags.parentSpanId:
        return this.#parent();
      case tags.name:
        this.nameEnd = this.#sized(to);
        this.nameStart = this.#at;
        this.#at = this.nameEnd;
        return this.nameEnd >= 0;
      case tags.start:
        this.start = this.#skip(8);
        return true;
      case tags.end:
        this.end = this.#skip(8);
        return true;
      default:
        return this.#smallField(tag, to);
    }
  }

  #smallField(tag: number, to: number): boolean {
    const next = this.#view.getUint8(this.#at);
    switch (tag) {
      case tags.kind:
        this.kind = next;
        this.#at += 1;
        return next < 0x80;
      case tags.traceState:
      case tags.droppedAttributes:
      case tags.droppedEvents:
      case tags.droppedLinks:
        this.#at += 1;
        return next === 0; // none
      case tags.status:
        return this.#status(to);
      case flagsTag[0]:
        if (next !== flagsTag[1]) return false;
        this.flags = this.#view.getUint32(this.#skip(5) + 1, true);
        return true;
      default:
        return false;
    }
  }

  #status(to: number): boolean {
    const end = this.#sized(to);
    this.statusCode = 0;
    if (end === this.#at) return true;
    if (end - this.#at !== 2 || this.#view.getUint8(this.#at) !== 0x18) return false;
    this.statusCode = this.#view.getUint8(this.#at + 1);
    this.#at = end;
    return this.statusCode < 2; // what failed takes the general path
  }

  #parent(): boolean {
    this.parentSpanId = -1;
    if (this.#view.getUint8(this.#at) === 0) {
      this.#at += 1;
      return true;
    }
    this.parentSpanId = this.#bytes(8);
    return this.parentSpanId >= 0 && this.#hasId(this.parentSpanId, 8);
  }

  #attribute(to: number): boolean {
    const end = this.#sized(to);
    const at = this.attributes;
    if (end < 0 || at === attributesMax || this.#view.getUint8(this.#at++) !== 0x0a) return false;
    const keyEnd = this.#sized(end);
    this.keyStarts[at] = this.#at;
    this.keyEnds[at] = keyEnd;
    if (keyEnd < 0 || keyEnd >= end) return false;
    this.#at = keyEnd;
    if (this.#view.getUint8(this.#at++) !== 0x12 || this.#sized(end) !== end) return false;
    this.attributes = at + 1;
    return this.#at < end && this.#value(at, end);
  }

  #value(at: number, end: number): boolean {
    const tag = this.#view.getUint8(this.#at++);
    let type = 0;
    if (tag === 0x0a || tag === 0x2a) {
      if (this.#sized(end) !== end) return false;
      type = tag === 0x0a ? valueTypes.string : valueTypes.list;
    } else if (tag === 0x18 && isVarint(this.#view, this.#at, end)) type = valueTypes.int;
    else if (tag === 0x10 && this.#at + 1 === end && this.#view.getUint8(this.#at) < 2)
      type = valueTypes.bool;
    else if (tag === 0x21 && this.#at + 8 === end) type = valueTypes.double;
    this.types[at] = type;
    this.valueStarts[at] = this.#at;
    this.valueEnds[at] = end;
    this.#at = end;
    return type !== 0;
  }

  /** Reads a length; gives where what is so long ends, or -1 when that is past `to`. */
  #sized(to: number): number {
    let byte = this.#view.getUint8(this.#at++);
    let length = byte & 0x7f;
    for (let shift = 7; byte > 0x7f; shift += 7) {
      if (shift > 21) return -1;
      byte = this.#view.getUint8(this.#at++);
      length |= (byte & 0x7f) << shift;
    }
    return this.#at + length <= to ? this.#at + length : -1;
  }

  /** Where bytes begin that must be `length` long, else -1. */
  #bytes(length: number): number {
    return this.#view.getUint8(this.#at++) === length ? this.#skip(length) : -1;
  }

  #skip(bytes: number): number {
    const start = this.#at;
    this.#at += bytes;
    return start;
  }

  #hasId(at: number, bytes: number): boolean {
    if (at < 0) return false;
    for (let step = 0; step < bytes; step += 4)
      if (this.#view.getInt32(at + step) !== 0) return true;
    return false;
  }
}

/** Whether exactly one varint stands there. */
function isVarint(view: DataView, start: number, end: number): boolean {
  if (end === start || end - start > 10 || view.getUint8(end - 1) > 0x7f) return false;
  for (let at = start; at < end - 1; at += 1) if (view.getUint8(at) < 0x80) return false;
  return true;
}

/** The int64 that a varint stands for: a number when that is exact, else a bigint. */
export function readInt(view: DataView, start: number, end: number): number | bigint {
  if (end - start <= 7) {
    let value = 0;
    for (let at = end - 1; at >= start; at -= 1) value = value * 128 + (view.getUint8(at) & 0x7f);
    return value;
  }
  let wide = 0n;
  for (let at = end - 1; at >= start; at -= 1)
    wide = (wide << 7n) | BigInt(view.getUint8(at) & 0x7f);
  const value = BigInt.asIntN(64, wide);
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
