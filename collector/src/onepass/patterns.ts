import type { SpanIoRecord, SpanRecord } from "@spanward/clickhouse/records";
import type { OtlpSpan } from "../decode/otlp.ts";
import {
  inputKeys,
  outputKeys,
  toolArgumentKeys,
  toolResultKeys,
} from "../normalize/messages/value-keys.ts";
import { senderMeaning } from "../normalize/usage/sender-meaning.ts";
import {
  type TokenCounts,
  type TokenMeaning,
  understandTokens,
} from "../normalize/usage/token-counts.ts";
import { type RoleKey, roleAt, roleKeys } from "./key-class.ts";

/** Spans that are alike in everything that the rules look at, but for the values of their roles. */
export interface Pattern {
  shape: Int32Array;
  /** False: these spans take the general path. */
  familiar: boolean;
  span: SpanRecord; // what all of them have; the columns of their own hold nothing
  io: SpanIoRecord;
  /** The roles that what went in and came out is read from; -1: nothing did. */
  input: number;
  output: number;
  /** They report tokens, which mean this. */
  tokens: TokenMeaning | null;
  isTool: boolean;
  /** Its place among the patterns of the batch that it was last used in. */
  batch: number;
  place: number;
  /** The numbers that texts of it have in the text table. */
  texts: { agent: number; tool: number; businessUnit: number; useCase: number } | null;
}

/** Which roles a span has. */
export type HasRole = (role: number) => boolean;

/** The pattern of a span, from what the rules made of it. */
export interface Sample {
  shape: Int32Array;
  otlp: OtlpSpan;
  span: SpanRecord;
  io: SpanIoRecord;
  hasRole: HasRole;
  /** Something else than the roles may tell of its tokens. */
  otherUsage: boolean;
  /** The same of what went in and came out. */
  otherMessages: boolean;
}

const messageRoles = [
  roleAt["gen_ai.system_instructions"],
  roleAt["gen_ai.input.messages"],
  roleAt["gen_ai.output.messages"],
];
const contentRoles = roleKeys.flatMap((key, at) =>
  at >= roleAt["gen_ai.tool.call.arguments"] ? [{ key, at }] : [],
);
export const tokenEntries: readonly (readonly [keyof TokenCounts, number])[] = [
  ["input", roleAt["gen_ai.usage.input_tokens"]],
  ["output", roleAt["gen_ai.usage.output_tokens"]],
  ["cacheRead", roleAt["gen_ai.usage.cache_read.input_tokens"]],
  ["cacheWrite", roleAt["gen_ai.usage.cache_creation.input_tokens"]],
  ["reasoning", roleAt["gen_ai.usage.reasoning.output_tokens"]],
];

/** Finds what spans like the sample have in common. */
export function patternOf(sample: Sample): Pattern {
  const { io, otlp, shape, span } = sample;
  const isModel = span.kind === "llm" || span.kind === "embedding";
  const isTool = ["tool", "handoff", "mcp"].includes(span.kind);
  const counts = countsOf(otlp);
  const reports = Object.keys(counts).length > 0;
  const meaning = senderMeaning(otlp, span.provider, counts);
  const input = contentRole(sample, "gen_ai.input.messages", isTool ? toolArgumentKeys : inputKeys);
  const output = contentRole(
    sample,
    "gen_ai.output.messages",
    isTool ? toolResultKeys : outputKeys,
  );
  return {
    shape,
    familiar:
      span.flags === 0 &&
      !sample.otherMessages &&
      !isTold(span, isModel) &&
      (!reports || isUnderstood(sample, counts, meaning)) &&
      hasFamiliarContent(sample, isTool, isModel) &&
      (input !== null || io.newInput === "") &&
      (output !== null || io.output === "") &&
      input !== strange &&
      output !== strange,
    span: withoutOwn(span),
    io: { ...io, attributes: "", newInput: "", output: "", resource: "", scope: "" },
    input: input ?? -1,
    output: output ?? -1,
    tokens: reports ? meaning : null,
    isTool: span.kind === "tool",
    batch: -1,
    place: 0,
    texts: null,
  };
}

/** A span that quotes another's answer, or a call that did not answer: what it says decides more. */
function isTold(span: SpanRecord, isModel: boolean): boolean {
  if (!isModel) return span.responseId !== "";
  return span.usageSource === "none" && span.responseId === "";
}

function countsOf({ attributes }: OtlpSpan): TokenCounts {
  const counts: TokenCounts = {};
  for (const [bucket, role] of tokenEntries) {
    const count = attributes.get(roleKeys[role] ?? "");
    if (typeof count === "number") counts[bucket] = count;
  }
  return counts;
}

function isUnderstood(sample: Sample, counts: TokenCounts, meaning: TokenMeaning): boolean {
  const { otherUsage, span } = sample;
  if (span.usageSource === "none") return false;
  const { usage } = understandTokens(counts, meaning);
  return (
    !otherUsage &&
    Object.entries(usage).every(([name, count]) => Reflect.get(span.usage, name) === count)
  );
}

function hasFamiliarContent({ hasRole, span }: Sample, isTool: boolean, isModel: boolean): boolean {
  const contents = contentRoles.some(({ at }) => hasRole(at));
  const messages = messageRoles.some(hasRole);
  if (span.kind === "embedding") return !contents && !messages;
  if (isModel) return !contents;
  return !(isTool && messages);
}

const strange = -2;

/** The role that is read: of messages, else of the first value; null for none, -2 for another attribute. */
function contentRole(
  { hasRole, otlp, span }: Sample,
  messages: RoleKey,
  keys: readonly string[],
): number | null {
  if (hasRole(roleAt[messages])) return roleAt[messages];
  if (span.kind === "llm") return null;
  const first = keys.find((key) => otlp.attributes.has(key));
  return first === undefined ? null : (roles.get(first) ?? strange);
}

const roles = new Map<string, number>(roleKeys.map((key, at) => [key, at]));

/** So that a pattern keeps no content. */
const withoutOwn = (span: SpanRecord): SpanRecord => ({
  ...span,
  traceId: "",
  spanId: "",
  parentSpanId: "",
  inputPreview: "",
  outputPreview: "",
  attributes: {},
});
