import type { TraceFilter } from "../../api.ts";
import type { Term } from "./search.ts";

/** What the server is asked, and what of the text it cannot be asked, in words for the reader. */
export interface SearchQuery {
  query: TraceFilter;
  problems: string[];
}

/** Fields that name a value, and their parameter. Several values of one field are alternatives. */
const valueFields: Record<string, string> = {
  status: "status",
  agent: "agent",
  model: "model",
  tool: "tool",
  service: "service",
  env: "environment",
  session: "session",
  user: "user",
  label: "label",
  bu: "businessUnit",
  usecase: "useCase",
};

const statuses = ["error", "ok", "unset"];

/** Fields with a bound: how the number is read and which parameter takes it. */
interface BoundField {
  read: (text: string) => string | null; // null: no such number
  above: string;
  below?: string;
  hint: string;
}
const boundFields: Record<string, BoundField> = {
  duration: {
    read: readDurationMs,
    above: "minDurationMs",
    below: "maxDurationMs",
    hint: "duration:>30s or duration:<500ms",
  },
  cost: { read: readDecimal, above: "minCostUsd", hint: "cost:>0.5" },
  tokens: { read: readTokens, above: "minTokens", hint: "tokens:>1000 or tokens:>50k" },
};

/** The fields that can be searched, for the reader. */
export const searchFields = [...Object.keys(valueFields), "tag", ...Object.keys(boundFields)];

/** Makes the API's parameters of the terms. */
export function searchQuery(terms: readonly Term[]): SearchQuery {
  const query: Record<string, string[]> = {};
  const problems: string[] = [];
  for (const term of terms) {
    const meaning = meaningOf(term);
    if (typeof meaning === "string") problems.push(meaning);
    else (query[meaning.parameter] ??= []).push(meaning.value);
  }
  if (query["text"]) query["text"] = [query["text"].join(" ")];
  return { query, problems };
}

/** The parameter a term stands for, or what is wrong with it. */
function meaningOf({ field, value }: Term): { parameter: string; value: string } | string {
  if (field === null) return { parameter: "text", value };
  if (field === "tag") return tagOf(value);
  if (field === "status" && !statuses.includes(value))
    return `A status is one of ${statuses.join(", ")}.`;
  const parameter = valueFields[field];
  if (parameter) return { parameter, value };
  const bound = boundFields[field];
  if (bound) return boundOf(bound, value);
  return `There is no field “${field}”. In quotes, "${field}:${value}" is looked for as text.`;
}

function tagOf(text: string): { parameter: string; value: string } | string {
  const at = text.indexOf("=");
  if (at < 1) return "A tag needs a key and a value: tag:team=payments";
  return { parameter: "tag", value: `${text.slice(0, at)}:${text.slice(at + 1)}` };
}

function boundOf(field: BoundField, text: string): { parameter: string; value: string } | string {
  const [, sign, number = ""] = /^([<>])=?(.*)$/.exec(text) ?? [];
  const parameter = sign === ">" ? field.above : sign === "<" ? field.below : undefined;
  const value = field.read(number);
  return parameter && value !== null ? { parameter, value } : `Write it like ${field.hint}`;
}

function readDurationMs(text: string): string | null {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  const factor: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
  return number === undefined ? null : String(Math.round(Number(number) * (factor[unit] ?? 1)));
}

function readDecimal(text: string): string | null {
  return /^\$?\d+(\.\d+)?$/.test(text) ? text.replace("$", "") : null;
}

function readTokens(text: string): string | null {
  const [, number, suffix = ""] = /^(\d+(?:\.\d+)?)(k|m)?$/i.exec(text) ?? [];
  const factor: Record<string, number> = { "": 1, k: 1000, m: 1_000_000 };
  return number === undefined
    ? null
    : String(Math.round(Number(number) * (factor[suffix.toLowerCase()] ?? 1)));
}
