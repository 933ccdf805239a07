import type { OtlpSpan } from "../../decode/otlp.ts";
import { field, fieldAt, structureOf } from "../attributes/json.ts";
import { firstNumber, readFlag, readText, toNumber } from "../attributes/read-attribute.ts";

const streamFlags = [
  "gen_ai.request.stream",
  "gen_ai.request.is_stream",
  "llm.is_streaming",
  "gen_ai.is_streaming",
  "gen_ai.response.streaming",
  "langsmith.request.streaming",
  "stream",
] as const;

/** Whether the answer of a model call came piece by piece, as far as the span says. */
export function isStream(span: OtlpSpan, ttftNs: bigint): boolean {
  for (const key of streamFlags) {
    const flag = readFlag(span.attributes, key);
    if (flag !== null) return flag;
  }
  if (readText(span.attributes, "ai.operationId").endsWith(".doStream")) return true;
  const settings = span.attributes.get("llm.invocation_parameters");
  if (settings !== undefined && field(structureOf(settings), "stream") === true) return true;
  return ttftNs > 0n;
}

const secondsKeys = [
  "gen_ai.response.time_to_first_chunk",
  "gen_ai.response.time_to_first_token",
  "gen_ai.server.time_to_first_token",
  "gen_ai.client.time_to_first_token",
  "lk.response.ttft",
] as const;
const millisecondsKeys = [
  "ai.response.msToFirstChunk",
  "ttft_ms",
  "llm.response.time_to_first_token_ms",
] as const;
const instantKeys = [
  "langfuse.observation.completion_start_time",
  "mastra.completion_start_time",
] as const;
const firstEvents = /first[._]?(?:token|chunk)/i;

/** How long the first piece of an answer took, in nanoseconds; 0 when nothing says. */
export function findTtft(span: OtlpSpan): bigint {
  const seconds = firstNumber(span.attributes, secondsKeys);
  if (seconds !== null) return toNs(seconds.value * 1e9);
  const milliseconds = firstNumber(span.attributes, millisecondsKeys);
  if (milliseconds !== null) return toNs(milliseconds.value * 1e6);
  for (const key of instantKeys) {
    const unixMs = Date.parse(readText(span.attributes, key).replaceAll('"', ""));
    if (!Number.isNaN(unixMs))
      return positive(BigInt(unixMs) * 1_000_000n - span.startTimeUnixNano);
  }
  const langwatch = toNumber(
    fieldAt(span.attributes.get("langwatch.timestamps"), "first_token_at"),
  );
  if (langwatch !== null)
    return positive(BigInt(Math.round(langwatch)) * 1_000_000n - span.startTimeUnixNano);
  const event = span.events.find(({ name }) => firstEvents.test(name));
  return event === undefined ? 0n : positive(event.timeUnixNano - span.startTimeUnixNano);
}

const dayNs = 86_400_000_000_000n;
const positive = (ns: bigint): bigint => (ns > 0n && ns < dayNs ? ns : 0n);
const toNs = (ns: number): bigint => (Number.isFinite(ns) ? positive(BigInt(Math.round(ns))) : 0n);
