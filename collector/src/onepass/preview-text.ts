import type { ByteBuffer } from "@spanward/clickhouse";
import { cutCharacters, previewOf } from "../normalize/preview.ts";

const previewMax = 256;
const previewHeadMax = previewMax * 8;
export const searchedMax = 65_536;

/** A text as it stands in a request, or, where it had to be changed, as a string. */
export interface TextPlace {
  source: DataView;
  start: number;
  end: number;
  text: string | null; // not null: this is the text
}

/** The text that a JSON string stands for, its quotes left out. */
export function unescape(source: DataView, start: number, end: number): TextPlace {
  for (let at = start; at < end; at += 1) {
    if (source.getUint8(at) !== 0x5c) continue;
    const text: string = JSON.parse(`"${decode(source, start, end)}"`);
    return { source, start, end, text };
  }
  return { source, start, end, text: null };
}

/** Writes a text to be searched in: what lies past the limit is left out. */
export function writeSearched({ end, source, start, text }: TextPlace, out: ByteBuffer): void {
  if (text !== null) return out.writeString(cutCharacters(text, searchedMax));
  if (end - start > searchedMax)
    return out.writeString(cutCharacters(decode(source, start, end), searchedMax));
  out.writeVarUInt(end - start);
  out.writeSlice(source, start, end);
}

/** Writes a text for one line of a list: see `previewOf`. */
export function writePreview(place: TextPlace, out: ByteBuffer): void {
  const { end, source, start, text } = place;
  if (text !== null) return out.writeString(previewOf(text));
  const from = out.reserve(previewMax + 2);
  const length = collapse(place, out.view, from + 2);
  // Beyond ASCII the rules for white space and for counting are left to those who know them.
  if (length < 0) return out.writeString(previewOf(decode(source, start, end)));
  const lengthBytes = length < 0x80 ? 1 : 2;
  if (lengthBytes === 1) {
    out.view.setUint8(from, length);
    out.bytes.copyWithin(from + 1, from + 2, from + 2 + length);
  } else {
    out.view.setUint8(from, (length & 0x7f) | 0x80);
    out.view.setUint8(from + 1, length >> 7);
  }
  out.length = from + lengthBytes + length;
}

/** Writes at most 256 characters, white space collapsed; gives how many, or -1 when not all is ASCII. */
function collapse({ end, source, start }: TextPlace, view: DataView, to: number): number {
  const stop = Math.min(end, start + previewHeadMax);
  let length = 0;
  let space = false;
  for (let at = start; at < stop; at += 1) {
    const byte = source.getUint8(at);
    if (byte >= 0x80) return -1;
    if (byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)) {
      space = length > 0;
      continue;
    }
    if (space && length < previewMax) view.setUint8(to + length++, 0x20);
    space = false;
    if (length === previewMax) return length;
    view.setUint8(to + length++, byte);
  }
  return length;
}

export const decode = (source: DataView, start: number, end: number): string =>
  Buffer.from(source.buffer, source.byteOffset + start, end - start).toString();
