import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { AttributeObject, AttributeValue } from "../../src/decode/otlp.ts";
import { encodeAnyValue, encodeAttributes } from "../../src/decode/stored-json.ts";
import type { Tally } from "./judge.ts";

/** What an instrumentation sends for one run, cut down to what matters, and what it must come out as. */
export interface Fixture {
  what: string; // what is peculiar about it, in one sentence
  spans?: FixtureSpan[];
  logs?: FixtureLog[];
  truth: Tally;
}

interface FixtureSpan {
  id: string;
  in?: string; // the id of its parent
  name: string;
  scope: string;
  startMs: number;
  durationMs: number;
  status?: "ok" | "error";
  attributes: AttributeObject;
  events?: { name: string; attributes: AttributeObject }[];
}

interface FixtureLog {
  span?: string; // the span it belongs to
  eventName?: string;
  scope: string;
  body?: AttributeValue;
  attributes: AttributeObject;
}

const folder = join(import.meta.dirname, "../fixtures/corpus");

/** Every fixture, by name. */
export async function readFixtures(): Promise<Map<string, Fixture>> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".json")).toSorted();
  const fixtures = files.map(async (file): Promise<[string, Fixture]> => {
    const fixture: Fixture = JSON.parse(await readFile(join(folder, file), "utf8"));
    return [file.replace(".json", ""), fixture];
  });
  return new Map(await Promise.all(fixtures));
}

const startUnixMs = Date.UTC(2026, 10, 22);

/** The `ExportTraceServiceRequest` of a fixture, as OTLP/JSON. */
export function encodeTraces({ spans = [] }: Fixture, traceId: string): string {
  const scopes = spans.map((span) => {
    const start = startUnixMs + span.startMs;
    const event = ({ attributes, name }: { attributes: AttributeObject; name: string }): string =>
      `{"name":${JSON.stringify(name)},"timeUnixNano":"${start}000000","attributes":${encodeFields(attributes)}}`;
    return `{"scope":{"name":${JSON.stringify(span.scope)}},"spans":[{"traceId":"${traceId}","spanId":"${hexId(span.id)}",
      "parentSpanId":"${span.in === undefined ? "" : hexId(span.in)}","name":${JSON.stringify(span.name)},"kind":1,
      "startTimeUnixNano":"${start}000000","endTimeUnixNano":"${start + span.durationMs}000000",
      "attributes":${encodeFields(span.attributes)},"events":[${(span.events ?? []).map(event).join(",")}],
      "status":{"code":${span.status === "error" ? 2 : Number(span.status === "ok")}}}]}`;
  });
  return `{"resourceSpans":[{"resource":${resource},"scopeSpans":[${scopes.join(",")}]}]}`;
}

/** The `ExportLogsServiceRequest` of a fixture, as OTLP/JSON. */
export function encodeLogs({ logs = [] }: Fixture, traceId: string): string {
  const scopes = logs.map((log, at) => {
    const context =
      log.span === undefined ? "" : `"traceId":"${traceId}","spanId":"${hexId(log.span)}",`;
    return `{"scope":{"name":${JSON.stringify(log.scope)}},"logRecords":[{${context}"timeUnixNano":"${startUnixMs + at}000000",
      "eventName":${JSON.stringify(log.eventName ?? "")},"body":${encodeAnyValue(log.body ?? null)},
      "attributes":${encodeFields(log.attributes)}}]}`;
  });
  return `{"resourceLogs":[{"resource":${resource},"scopeLogs":[${scopes.join(",")}]}]}`;
}

const encodeFields = (fields: AttributeObject): string =>
  encodeAttributes(new Map(Object.entries(fields)));
const resource = `{"attributes":${encodeFields({ "service.name": "fixture" })}}`;
const hexId = (id: string): string => id.padStart(16, "0");
