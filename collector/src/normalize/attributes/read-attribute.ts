import type { Attributes } from "../../decode/otlp.ts";
import { type Json, textOf } from "./json.ts";

/** A value and the attribute it came from. */
export interface Found<Value> {
  key: string;
  value: Value;
}

/** The text of an attribute, other scalars and structures printed; "" where there is none. */
export const readText = (attributes: Attributes, key: string): string =>
  textOf(attributes.get(key));

/** The first of several attributes that has a text; null without any. */
export function firstText(attributes: Attributes, keys: readonly string[]): Found<string> | null {
  for (const key of keys) {
    const value = readText(attributes, key);
    if (value !== "") return { key, value };
  }
  return null;
}

/**
 * A count, whatever type it was sent as: integer, double or text. Null for what cannot be one: NaN,
 * negative numbers, numbers past 2^53, other texts. Fractions are cut.
 */
export function toCount(value: Json | undefined): number | null {
  const number = toNumber(value);
  if (number === null || number < 0 || number > Number.MAX_SAFE_INTEGER) return null;
  return Math.trunc(number);
}

/** A finite number, whatever type it was sent as; null for anything else. */
export function toNumber(value: Json | undefined): number | null {
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value !== "string" || value.trim() === "") return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** The first of several attributes that is a finite number; null without any. */
export function firstNumber(attributes: Attributes, keys: readonly string[]): Found<number> | null {
  for (const key of keys) {
    const value = toNumber(attributes.get(key));
    if (value !== null) return { key, value };
  }
  return null;
}

/** Whether an attribute says yes or no, as a boolean or as text; null when it says neither. */
export function readFlag(attributes: Attributes, key: string): boolean | null {
  const value = readText(attributes, key).toLowerCase();
  if (value === "true" || value === "1") return true;
  return value === "false" || value === "0" ? false : null;
}
