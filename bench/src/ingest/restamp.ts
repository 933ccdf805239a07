/** Where in a request the bytes are that make its spans those of other traces at another time. */
export interface Stamps {
  traceIds: number[]; // offsets of 16 bytes
  times: number[]; // offsets of fixed64 nanoseconds
}

/**
 * Finds the stamps of an OTLP/protobuf trace request.
 *
 * Source: opentelemetry-proto, trace.proto: resource_spans 1, scope_spans 2, spans 2; of a span
 * trace_id 1, start_time_unix_nano 7, end_time_unix_nano 8.
 */
export function findStamps(body: Uint8Array): Stamps {
  const within = (ranges: Range[], ...numbers: number[]) =>
    ranges.flatMap((range) => [...fieldsOf(body, range, numbers)]);
  const spans = within(within(within([{ from: 0, to: body.length }], 1), 2), 2);
  const offsets = (...numbers: number[]) => within(spans, ...numbers).map(({ from }) => from);
  return { traceIds: offsets(1), times: offsets(7, 8) };
}

/** Makes the request another one, in place: `copy` is which, from 0 to 2^32 - 1, its times `deltaMs` later. */
export function restamp(
  body: Uint8Array,
  stamps: Stamps,
  { copy, deltaMs }: { copy: number; deltaMs: number },
): void {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  for (const offset of stamps.traceIds) view.setUint32(offset, copy);
  const deltaNs = BigInt(Math.round(deltaMs)) * 1_000_000n;
  for (const offset of stamps.times)
    view.setBigUint64(offset, view.getBigUint64(offset, true) + deltaNs, true);
}

interface Range {
  from: number;
  to: number;
}

/** Where the values are of the fields of a message that have one of the numbers. */
function* fieldsOf(body: Uint8Array, { from, to }: Range, numbers: number[]): Generator<Range> {
  let at = from;
  const readVarint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = body[at++] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < to) {
    const tag = readVarint();
    const wire = tag % 8;
    const length = wire === 2 ? readVarint() : wire === 1 ? 8 : wire === 5 ? 4 : 0;
    if (wire === 0) readVarint();
    const value = { from: at, to: at + length };
    at = value.to;
    if (numbers.includes(tag >>> 3)) yield value;
  }
}
