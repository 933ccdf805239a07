import type { ByteBuffer } from "@spanward/clickhouse";
import type { SpanScan } from "./span-scan.ts";

// Two hex digits for each byte, as they stand in memory.
const digits = "0123456789abcdef";
const hexPairs = Uint16Array.from(
  { length: 256 },
  (_, byte) => digits.charCodeAt(byte >> 4) | (digits.charCodeAt(byte & 15) << 8),
);

/** Writes an id of up to 63 bytes as a text of lowercase hex digits, with its length before it. */
// oxlint-disable-next-line max-params -- called three times for every span
export function writeHexId(source: DataView, at: number, bytes: number, out: ByteBuffer): void {
  const start = out.reserve(1 + bytes * 2);
  const { view } = out;
  view.setUint8(start, bytes * 2);
  for (let byte = 0; byte < bytes; byte += 1)
    view.setUint16(start + 1 + byte * 2, hexPairs[source.getUint8(at + byte)] ?? 0, true);
  out.length = start + 1 + bytes * 2;
}

/** Writes how long a span took, in nanoseconds. */
export function writeDifference(view: DataView, { end, start }: SpanScan, out: ByteBuffer): void {
  const low = view.getUint32(end, true) - view.getUint32(start, true);
  const high = view.getUint32(end + 4, true) - view.getUint32(start + 4, true) - (low < 0 ? 1 : 0);
  out.writeUInt32(low >>> 0);
  out.writeUInt32(high);
}

const earliestMs = Date.UTC(2000, 0, 1);
const dayMs = 86_400_000;

/** Whether a span began and ended at times that are stored as they are: see `clampTime`. */
export function hasPlainTimes(scan: SpanScan, view: DataView, receivedUnixMs: number): boolean {
  if (scan.start < 0 || scan.end < 0) return false;
  const startHigh = view.getUint32(scan.start + 4, true);
  const endHigh = view.getUint32(scan.end + 4, true);
  const startLow = view.getUint32(scan.start, true);
  const endLow = view.getUint32(scan.end, true);
  if (endHigh < startHigh || (endHigh === startHigh && endLow < startLow)) return false;
  if (endHigh - startHigh >= 2 ** 31) return false;
  // Doubles are exact to a microsecond here; what is within a second of a bound is left to others.
  const startMs = (startHigh * 2 ** 32 + startLow) / 1e6;
  return startMs > earliestMs + 1000 && startMs < receivedUnixMs + dayMs - 1000;
}
