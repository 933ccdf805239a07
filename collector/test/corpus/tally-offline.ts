import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { SpanRecord } from "@spanward/clickhouse/records";
import type { OtlpLogRecord, OtlpSpan } from "../../src/decode/otlp.ts";
import { decodeLogs, decodeTraces, type Encoding } from "../../src/decode/request.ts";
import { normalizeLog } from "../../src/normalize/normalize-log.ts";
import { normalizeSpan } from "../../src/normalize/normalize-span.ts";
import type { TraceWitness } from "../../src/resolve/call-window.ts";
import { settleTrace } from "../../src/resolve/supersession.ts";
import type { Tally } from "./judge.ts";
import type { CorpusFile } from "./scenarios.ts";

/** What one run sent, decoded. */
export interface Sent {
  payload: string; // all bodies as text, to search in
  spans: OtlpSpan[];
  logs: OtlpLogRecord[];
}

const context = { project: "corpus", receivedUnixMs: Date.UTC(2026, 11, 1) };

/** What the files of a scenario say in one encoding. */
export async function readSent(
  corpus: string,
  files: CorpusFile[],
  encoding: Encoding,
): Promise<Sent> {
  const sent: Sent = { payload: "", spans: [], logs: [] };
  for (const { content_type: type, file, signal } of files) {
    if (type.includes("json") !== (encoding === "json")) continue;
    const bytes = await readFile(join(corpus, file));
    const body = file.endsWith(".gz") ? gunzipSync(bytes) : bytes;
    sent.payload += body.toString("latin1");
    if (signal === "traces") sent.spans.push(...decodeTraces(body, encoding).items);
    if (signal === "logs") sent.logs.push(...decodeLogs(body, encoding).items);
  }
  return sent;
}

/** The rows that the rules make of a run. */
export const normalizeSent = ({
  logs,
  spans,
}: Pick<Sent, "logs" | "spans">): { spans: SpanRecord[]; witnesses: TraceWitness[] } => {
  const normalizedLogs = logs.map((log) => normalizeLog(log, context));
  return {
    spans: [
      ...spans.map((span) => normalizeSpan(span, context).span),
      ...normalizedLogs.flatMap(({ span }) => span?.span ?? []),
    ],
    witnesses: normalizedLogs.flatMap(({ witness }) => witness ?? []),
  };
};

/** What the rules make of a run, without a server: a fold of what each trace's summary says. */
export function tallySent(sent: Pick<Sent, "logs" | "spans">): Tally {
  const { spans, witnesses } = normalizeSent(sent);
  const traceIds = [...new Set(spans.map(({ traceId }) => traceId))];
  return addTallies(
    traceIds.map((id) =>
      tallyTrace(
        spans.filter(({ traceId }) => traceId === id),
        witnesses.filter(({ traceId }) => traceId === id),
      ),
    ),
  );
}

function tallyTrace(spans: SpanRecord[], witnesses: TraceWitness[]): Tally {
  const settlements = settleTrace(spans, witnesses);
  const calls = spans.flatMap((span) => {
    const settlement = settlements.get(span.spanId);
    return settlement?.counted === true && span.kind === "llm"
      ? [{ ...span, ...settlement.account }]
      : [];
  });
  const reported = calls.filter(({ usageSource }) => usageSource !== "none");
  const sum = (count: (span: SpanRecord) => number): number =>
    reported.reduce((total, span) => total + count(span), 0);
  const asked = calls.flatMap(({ requestedTools }) => requestedTools);
  const ran = spans.filter(({ kind }) => kind === "tool").map(({ tool }) => tool);
  return {
    llmCalls: calls.filter(({ status }) => status !== "error").length,
    usage:
      reported.length === 0
        ? null
        : {
            input: sum(({ usage }) => usage.inputTokens),
            output: sum(({ usage }) => usage.outputTokens),
            cacheRead: sum(({ usage }) => usage.cacheReadTokens),
            cacheWrite: sum(({ usage }) => usage.cacheWriteTokens),
          },
    toolNames: [...new Set([...asked, ...ran])].toSorted(),
  };
}

/** The tally of several traces together; usage is null only if it is in all of them. */
export function addTallies(tallies: Tally[]): Tally {
  const usages = tallies.flatMap(({ usage }) => usage ?? []);
  const sum = (bucket: "input" | "output" | "cacheRead" | "cacheWrite"): number =>
    usages.reduce((total, usage) => total + usage[bucket], 0);
  return {
    llmCalls: tallies.reduce((total, { llmCalls }) => total + llmCalls, 0),
    usage:
      usages.length === 0
        ? null
        : {
            input: sum("input"),
            output: sum("output"),
            cacheRead: sum("cacheRead"),
            cacheWrite: sum("cacheWrite"),
          },
    toolNames: [...new Set(tallies.flatMap(({ toolNames }) => toolNames))].toSorted(),
  };
}
