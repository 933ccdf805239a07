import type { LatencyReport, UsageReport } from "spanward/answers/measurements";
import type { SessionDetail, SessionList } from "spanward/answers/session";
import type { Snippet } from "spanward/answers/snippets";
import type { SpanDetail, SpanPart } from "spanward/answers/span-detail";
import type { ServerStatus } from "spanward/answers/status";
import type { TraceSkeleton } from "spanward/answers/trace-skeleton";
import type {
  TraceFacets,
  TraceHistogram,
  TraceList,
  TraceSummary,
} from "spanward/answers/trace-summary";
import { ApiError, readApiError } from "./api-error.ts";

/** Parameters of a question; undefined leaves one out, a list repeats it. */
export type ApiQuery = Record<string, string | number | readonly string[] | undefined>;

/** Which traces: project, period and filters. */
export type TraceFilter = ApiQuery & { from?: string; to?: string };

/** Aborts the request when its answer is no longer wanted. */
interface AskOptions {
  signal?: AbortSignal;
}

/**
 * The questions the server answers, one function each. Paths hold ids as they are; they are escaped here.
 * @throws {ApiError} when the server refuses or cannot be reached
 */
export const api = {
  status: (options?: AskOptions) => ask<ServerStatus>("/status", {}, options),
  snippets: (options?: AskOptions) => ask<{ snippets: Snippet[] }>("/snippets", {}, options),

  traces: (query: ApiQuery, options?: AskOptions) => ask<TraceList>("/traces", query, options),
  facets: (query: ApiQuery, options?: AskOptions) =>
    ask<TraceFacets>("/traces/facets", query, options),
  histogram: (query: ApiQuery, options?: AskOptions) =>
    ask<TraceHistogram>("/traces/histogram", query, options),

  trace: (traceId: string, query: ApiQuery, options?: AskOptions) =>
    ask<TraceSummary>(path`/traces/${traceId}`, query, options),
  skeleton: (traceId: string, query: ApiQuery, options?: AskOptions) =>
    ask<TraceSkeleton>(path`/traces/${traceId}/skeleton`, query, options),
  /** `query.project` as everywhere. */
  span: (span: SpanAddress, query: ApiQuery, options?: AskOptions) =>
    ask<SpanDetail>(path`/traces/${span.traceId}/spans/${span.spanId}`, query, options),
  /** `query.part` and `query.offset` say which slice of which text. */
  spanPart: (span: SpanAddress, query: ApiQuery, options?: AskOptions) =>
    ask<SpanPart>(path`/traces/${span.traceId}/spans/${span.spanId}/parts`, query, options),

  sessions: (query: ApiQuery, options?: AskOptions) =>
    ask<SessionList>("/sessions", query, options),
  session: (sessionId: string, query: ApiQuery, options?: AskOptions) =>
    ask<SessionDetail>(path`/sessions/${sessionId}`, query, options),

  latency: (query: ApiQuery, options?: AskOptions) =>
    ask<LatencyReport>("/latency", query, options),
  usage: (query: ApiQuery, options?: AskOptions) => ask<UsageReport>("/usage", query, options),

  loadDemo: () => send("POST", "/demo"),
  removeDemo: () => send("DELETE", "/demo"),
  /** Answers the project of the key. */
  signIn: async (key: string): Promise<{ project: string }> =>
    (await send("POST", "/session", { key })).json(),
  signOut: () => send("DELETE", "/session"),
};

/** Which span of which trace. */
export interface SpanAddress {
  traceId: string;
  spanId: string;
}

async function ask<Answer>(
  address: string,
  query: ApiQuery,
  { signal }: AskOptions = {},
): Promise<Answer> {
  const response = await reach(`/api${address}${writeQuery(query)}`, signal ? { signal } : {});
  const answer: Answer = await response.json();
  return answer;
}

async function send(method: "POST" | "DELETE", address: string, body?: object): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return reach(`/api${address}`, {
    method,
    ...(body ? { headers, body: JSON.stringify(body) } : {}),
  });
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init).catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new ApiError(0, "unreachable", "The server does not answer. Is it still running?");
  });
  if (!response.ok) throw await readApiError(response);
  return response;
}

/** `?a=1&b=2`, or nothing. */
export function writeQuery(query: ApiQuery): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const each of value === undefined ? [] : [value].flat())
      parameters.append(name, String(each));
  }
  const text = parameters.toString();
  return text && `?${text}`;
}

function path(texts: TemplateStringsArray, ...ids: string[]): string {
  return String.raw({ raw: texts }, ...ids.map((id) => encodeURIComponent(id)));
}
