import { Buffer } from "node:buffer";
import { DecodeError } from "../errors.ts";

/**
 * Parses JSON text without losing a digit of a 64-bit integer: integers of 16 digits and more come
 * as strings, which the OTLP/JSON mapping allows wherever an integer may stand.
 *
 * Invalid UTF-8 becomes U+FFFD.
 *
 * @throws {DecodeError} if it is not JSON
 */
export function parseJson(body: Uint8Array): unknown {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");
  try {
    return JSON.parse(quoteLongIntegers(text.startsWith("\uFEFF") ? text.slice(1) : text));
  } catch (cause) {
    throw new DecodeError("the body is not JSON", { cause });
  }
}

const longInteger = /(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g;

/** Puts long integers between quotes, except where they already stand between some. */
function quoteLongIntegers(text: string): string {
  if (!/[:[,\s]-?\d{16}/.test(text)) return text;
  let quoted = "";
  let position = 0;
  while (position < text.length) {
    const opening = indexOrEnd(text, position);
    quoted += text.slice(position, opening).replaceAll(longInteger, '"$&"');
    const closing = closingQuote(text, opening + 1);
    quoted += text.slice(opening, closing + 1);
    position = closing + 1;
  }
  return quoted;
}

/** Where the string that began before `from` ends: at the first quote that no backslash escapes. */
function closingQuote(text: string, from: number): number {
  let quote = indexOrEnd(text, from);
  while (quote < text.length) {
    let backslashes = 0;
    while (text[quote - 1 - backslashes] === "\\") backslashes++;
    if (backslashes % 2 === 0) return quote;
    quote = indexOrEnd(text, quote + 1);
  }
  return quote;
}

function indexOrEnd(text: string, from: number): number {
  const index = text.indexOf('"', from);
  return index === -1 ? text.length : index;
}
