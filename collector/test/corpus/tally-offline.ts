import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { SpanRecord } from "@spanward/clickhouse/records";
import { decodeTraces } from "../../src/decode/request.ts";
import type { OtlpSpan } from "../../src/decode/otlp.ts";
import { normalizeSpan } from "../../src/normalize/normalize-span.ts";
import { settleTrace } from "../../src/resolve/supersession.ts";
import type { Tally } from "./judge.ts";
import type { CorpusFile } from "./scenarios.ts";

const receivedUnixMs = Date.UTC(2026, 11, 1);

/** The spans of a scenario's files of one encoding, decoded. */
export async function readSpans(corpus: string, files: CorpusFile[]): Promise<OtlpSpan[]> {
  const lists = files
    .filter(({ signal }) => signal === "traces")
    .map(async ({ content_type: type, file }) => {
      const body = await readFile(join(corpus, file));
      const encoding = type.includes("json") ? "json" : "protobuf";
      return decodeTraces(file.endsWith(".gz") ? gunzipSync(body) : body, encoding).items;
    });
  return (await Promise.all(lists)).flat();
}

/** What the rules make of spans, without a server: a fold of what each trace's summary says. */
export function tallySpans(spans: OtlpSpan[]): Tally {
  const context = { project: "corpus", receivedUnixMs };
  const traces = new Map<string, SpanRecord[]>();
  for (const { span } of spans.map((sent) => normalizeSpan(sent, context))) {
    traces.set(span.traceId, [...(traces.get(span.traceId) ?? []), span]);
  }
  return addTallies([...traces.values()].map(tallyTrace));
}

function tallyTrace(spans: SpanRecord[]): Tally {
  const settlements = settleTrace(spans);
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
