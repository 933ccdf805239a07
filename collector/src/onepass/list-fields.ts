/** A field of a protobuf message that holds bytes, and where these are. */
export interface Field {
  number: number;
  start: number;
  end: number;
}

/**
 * The fields of a message that holds only strings, bytes and messages; null when it holds another, or
 * is none.
 *
 * @throws {RangeError} when the bytes end within it
 */
export function listFields(view: DataView, from: number, to: number): Field[] | null {
  const fields: Field[] = [];
  let at = from;
  while (at < to) {
    const tag = view.getUint8(at++);
    if (tag > 0x7f || (tag & 7) !== 2) return null;
    let length = 0;
    for (let shift = 0, byte = 0x80; byte > 0x7f; shift += 7) {
      if (shift > 21) return null;
      byte = view.getUint8(at++);
      length |= (byte & 0x7f) << shift;
    }
    if (at + length > to) return null;
    fields.push({ number: tag >> 3, start: at, end: at + length });
    at += length;
  }
  return at === to ? fields : null;
}
