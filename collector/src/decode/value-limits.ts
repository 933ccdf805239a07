import { Buffer } from "node:buffer";

/** What is read of an attribute's value; the rest is replaced by a text that says so. */
export interface ValueLimits {
  /** Levels of lists and maps. */
  nesting: number;
  /** Of one text, in UTF-8. */
  textBytes: number;
}

export const valueLimits: ValueLimits = { nesting: 64, textBytes: 32 * 2 ** 20 };

/** The deepest nesting that can be allowed without the reader running out of stack. */
export const nestingCeiling = 256;

/** Where a reader of values is, and whether it left something out. */
export interface ValueReading {
  readonly limits: ValueLimits;
  depth: number;
  /** Something was left out since this was last set to false. */
  cut: boolean;
}

export const beginReading = (limits: ValueLimits = valueLimits): ValueReading => ({
  limits,
  depth: 0,
  cut: false,
});

/** Reads one list or map a level deeper, or skips it and says so in its place. */
export function readNested<Value>(
  reading: ValueReading,
  read: () => Value,
  skip: () => void = () => {},
): Value | string {
  const { nesting } = reading.limits;
  if (reading.depth >= nesting) {
    skip();
    reading.cut = true;
    return `[nested more than ${nesting} levels deep: not kept]`;
  }
  reading.depth++;
  const value = read();
  reading.depth--;
  return value;
}

/** The text, cut to the limit. */
export function limitText(reading: ValueReading, text: string): string {
  const { textBytes } = reading.limits;
  if (text.length * 3 <= textBytes) return text; // three bytes for a code unit at most
  const bytes = Buffer.byteLength(text);
  if (bytes <= textBytes) return text;
  reading.cut = true;
  const kept = Buffer.from(text)
    .subarray(0, textBytes)
    .toString()
    .replace(/\uFFFD$/, "");
  return `${kept} [cut: ${bytes} bytes, of which ${textBytes} are kept]`;
}
