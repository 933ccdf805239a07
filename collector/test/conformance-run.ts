import { gunzipSync } from "node:zlib";
import type { SpanDetail } from "../src/api/answers/span-detail.ts";
import type { TraceSkeleton } from "../src/api/answers/trace-skeleton.ts";
import type { TraceSummary } from "../src/api/answers/trace-summary.ts";
import { decodeLogs, decodeTraces } from "../src/decode/request.ts";
import { toProtobuf } from "../src/decode/to-protobuf.ts";
import { type ConformanceCase, type Expectation, parseRequest } from "./conformance-cases.ts";
import { checkAnswer, checkStored, type Stored } from "./conformance-checks.ts";
import { type Answer, grpcSender, httpSender, type Send } from "./conformance-transports.ts";
import { nestDeep } from "./nest-deep.ts";

/** How one case went over one transport. */
export interface Outcome {
  file: string;
  transport: "HTTP" | "gRPC";
  status: number;
  faults: string[];
}

interface Servers {
  url: string;
  grpcUrl: string;
}

/** Sends every case, each into a project of its own, and asks the API what has become of it. */
export async function runConformance(
  servers: Servers,
  cases: ConformanceCase[],
): Promise<Outcome[]> {
  const grpc = grpcSender(servers.grpcUrl);
  const translated = cases.flatMap((one) => toGrpc(one) ?? []);
  const runs = [
    ...prepare(cases, { ...servers, send: httpSender(servers.url), transport: "HTTP" }),
    ...prepare(translated, { ...servers, send: grpc.send, transport: "gRPC" }),
  ].toSorted((one, other) => (one.file < other.file ? -1 : 1));
  for (const { first } of runs) await first();
  await settled(servers.url);
  const answered: [Run, TraceSummary | null, Answer][] = [];
  for (const run of runs) answered.push([run, await run.before(), await run.send()]);
  await settled(servers.url);
  grpc.close();
  return Promise.all(
    answered.map(async ([run, before, answer]) => {
      const { expect, file, transport } = run;
      const faults = checkAnswer(answer, expect);
      if (answer.status === 200) faults.push(...checkStored(await run.stored(before), expect));
      return { file, transport, status: answer.status, faults };
    }),
  );
}

interface Run {
  file: string;
  transport: Outcome["transport"];
  expect: Expectation;
  /** Sends what must be there before. */
  first: () => Promise<void>;
  before: () => Promise<TraceSummary | null>;
  send: () => Promise<Answer>;
  stored: (before: TraceSummary | null) => Promise<Stored>;
}

interface Way extends Servers {
  send: Send;
  transport: Outcome["transport"];
}

function prepare(cases: ConformanceCase[], { send, transport, url }: Way): Run[] {
  return cases.map((one) => {
    const { expect, file } = one;
    const project = `${transport}-${file}`.replaceAll(/[^\w.-]/g, "-");
    const api = apiOf(url, project);
    const target = targetOf(one);
    const before = cases.filter((other) => comesBefore(other, one));
    if (expect.stored_spans_total !== undefined) before.push(one);
    return {
      file,
      transport,
      expect,
      async first() {
        for (const other of before) await send({ ...other, project });
      },
      async before() {
        const [span] = target.spans;
        return span && before.length > 0 ? api.trace(span.traceId) : null;
      },
      send: () => send({ ...one, project }),
      stored: (earlier) => readStored(api, target, earlier),
    };
  });
}

/** Which spans a case is about. */
interface Target {
  spans: Stored["sentSpans"];
}

function targetOf({ body, headers, path }: ConformanceCase): Target {
  const encoding = headers["content-type"] === "application/x-protobuf" ? "protobuf" : "json";
  try {
    const { items } =
      path === "/v1/logs" ? decodeLogs(body, encoding) : decodeTraces(body, encoding);
    return {
      spans: items.map(({ attributes, spanId, traceId }) => ({
        traceId,
        spanId,
        keys: [...attributes.keys()],
      })),
    };
  } catch {
    return { spans: [] };
  }
}

/** Whether a case must be sent first: it has the span that a log record is of, or the rest of a trace. */
function comesBefore(other: ConformanceCase, one: ConformanceCase): boolean {
  const { evaluations, merge_into_span, trace_complete } = one.expect;
  const needsSpan = evaluations !== undefined || merge_into_span !== undefined;
  if (other === one || other.path !== "/v1/traces" || other.expect.status !== 200) return false;
  const [wanted] = targetOf(one).spans;
  const has = (key: "spanId" | "traceId"): boolean =>
    targetOf(other).spans.some((span) => span[key] === wanted?.[key]);
  if (needsSpan) return other.expect.attr !== undefined && has("traceId") && has("spanId");
  return trace_complete === true && has("traceId");
}

async function readStored(api: Api, target: Target, before: TraceSummary | null): Promise<Stored> {
  const [first] = target.spans;
  const ids = [...new Set(target.spans.map(({ traceId }) => traceId))];
  const traces = (await Promise.all(ids.map((id) => api.trace(id)))).filter(
    (trace) => trace !== null,
  );
  return {
    sentSpans: target.spans,
    traces,
    skeleton: first ? await api.skeleton(first.traceId) : null,
    span: first ? await api.span(first.traceId, first.spanId) : null,
    before,
  };
}

type Api = ReturnType<typeof apiOf>;

function apiOf(url: string, project: string) {
  const read = async <Body>(path: string): Promise<Body | null> => {
    const response = await fetch(`${url}/api/${path}?project=${project}`);
    if (response.status === 404) return null;
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the API's own tests check its answers
    return (await response.json()) as Body;
  };
  return {
    trace: (id: string) => read<TraceSummary>(`traces/${id}`),
    skeleton: (id: string) => read<TraceSkeleton>(`traces/${id}/skeleton`),
    span: (traceId: string, id: string) => read<SpanDetail>(`traces/${traceId}/spans/${id}`),
  };
}

/** Resolves when nothing waits to be stored. */
async function settled(url: string): Promise<void> {
  for (;;) {
    const { ingest } = Object(await (await fetch(`${url}/api/status`)).json());
    if (ingest.waiting === 0 && ingest.oldestWaitingMs === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * The case in protobuf. Null where it has no like: content types, content encodings that lie, and names
 * of fields and enums are HTTP's and JSON's alone.
 */
function toGrpc(one: ConformanceCase): ConformanceCase | null {
  const headers = { "content-type": "application/x-protobuf" };
  const encoded = (body: Uint8Array) => ({ ...one, headers, body: Buffer.from(body) });
  const request = parseRequest(one);
  if (one.file.startsWith("deep-nesting")) return encoded(nestDeep(3000));
  if (request) {
    if (one.expect.lenient || /snake/.test(one.file)) return null;
    return encoded(toProtobuf(request, one.path === "/v1/logs" ? "logs" : "traces"));
  }
  if (one.expect.status === 413) return encoded(gunzipSync(one.body));
  return one.file.startsWith("malformed") ? encoded(one.body) : null;
}
