import { DecodeError } from "../errors.ts";
import { toByte, uint32Max, uint64Max } from "../numbers.ts";

// Fields of the OTLP/JSON mapping, read leniently: what is missing or makes no sense is what protobuf
// would have for it, unset. Only a message or a list that is something else refuses the request.
// Source: opentelemetry-proto docs/specification.md, "JSON Protobuf Encoding".

/** A JSON object: any field may be missing, and be anything. */
export type JsonMessage = Readonly<Record<string, unknown>>;

export function readMessage(json: unknown, name: string): JsonMessage {
  if (!isMessage(json)) throw new DecodeError(`${name} is not a JSON object`);
  return json;
}

/** A message that may be left out. */
export const readOptionalMessage = (json: unknown, name: string): JsonMessage =>
  readMessage(json ?? {}, name);

export const isMessage = (json: unknown): json is JsonMessage =>
  typeof json === "object" && json !== null && !Array.isArray(json);

export function readList(json: unknown, name: string): unknown[] {
  if (json === undefined || json === null) return [];
  if (!Array.isArray(json)) throw new DecodeError(`${name} is not a JSON array`);
  return json;
}

/** Text without lone surrogates, which UTF-8 cannot hold: they become U+FFFD. */
export function readText(json: unknown): string {
  if (typeof json === "string") return json.replaceAll(/\p{Surrogate}/gu, "\uFFFD");
  return json === undefined || json === null ? "" : JSON.stringify(json);
}

/** Hex digits in lower case; anything else is no id. */
export const readId = (json: unknown): string =>
  typeof json === "string" && /^[0-9a-f]*$/i.test(json) ? json.toLowerCase() : "";

/** An unsigned 64-bit integer as number or text; 0n when it is none. */
export function readUint64(json: unknown): bigint {
  const value = readInteger(json);
  return value !== null && value >= 0n && value <= uint64Max ? value : 0n;
}

/** An unsigned 32-bit integer as number or text; 0 when it is none. */
export function readUint32(json: unknown): number {
  const value = Number(readInteger(json) ?? 0);
  return value >= 0 && value <= uint32Max ? value : 0;
}

/** An integer as number or text; null when it is none. Digits past any 64-bit integer are none. */
export function readInteger(json: unknown): bigint | null {
  if (typeof json === "number") return Number.isFinite(json) ? BigInt(Math.trunc(json)) : null;
  return typeof json === "string" && /^-?\d{1,20}$/.test(json) ? BigInt(json) : null;
}

/** A double as number or text, "NaN", "Infinity" and "-Infinity" included; NaN for null. */
export function readDouble(json: unknown): number {
  if (json === undefined) return 0;
  return json === null || json === "" ? Number.NaN : Number(json);
}

/** An enum value as number, or leniently as name: `SPAN_KIND_CLIENT` where `names[3]` is that. */
export function readEnum(json: unknown, names: readonly string[]): number {
  if (typeof json !== "string") return toByte(Number(json ?? 0));
  const index = names.indexOf(json);
  return index === -1 ? toByte(Number(json)) : index;
}
