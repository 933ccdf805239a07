import { hc, type InferRequestType } from "hono/client";
import type { SavedView, SavedViewList } from "spanward/answers/saved-view";
import type { Api } from "spanward/api";
import { ApiError, readApiError } from "./api-error.ts";

// The routes' own types say what may be asked and what comes back; no server code reaches the browser.
const { api: routes } = hc<Api>("/");
const { traces, sessions, latency, usage } = routes;
const trace = traces[":traceId"];
const span = trace.spans[":spanId"];

/** Which traces: project, period and filters. */
export type TraceFilter = Omit<InferRequestType<typeof traces.$get>["query"], "limit" | "cursor">;
type TracePage = InferRequestType<typeof traces.$get>["query"];
type SnippetQuery = InferRequestType<typeof traces.snippets.$get>["query"];
type SessionPage = InferRequestType<typeof sessions.$get>["query"];
type LatencyQuery = InferRequestType<typeof latency.$get>["query"];
type MapQuery = InferRequestType<typeof latency.map.$get>["query"];
type UsageQuery = InferRequestType<typeof usage.$get>["query"];
type ProjectQuery = InferRequestType<typeof trace.$get>["query"];

/** Which slice of which text: both in UTF-16 code units. */
interface PartQuery {
  project: string;
  part: string;
  offset: number;
  limit?: number;
}

/** Which span of which trace. */
export interface SpanAddress {
  traceId: string;
  spanId: string;
}

/** Aborts the request when its answer is no longer wanted. */
interface AskOptions {
  signal?: AbortSignal;
}
const init = ({ signal }: AskOptions = {}) => (signal ? { init: { signal } } : {});

/**
 * The questions the server answers, one function each. Ids are given as they are; they are escaped here.
 * @throws {ApiError} when the server refuses or cannot be reached
 */
export const api = {
  status: (options?: AskOptions) => read(routes.status.$get({}, init(options))),
  snippets: (options?: AskOptions) => read(routes.snippets.$get({}, init(options))),

  traces: (query: TracePage, options?: AskOptions) => read(traces.$get({ query }, init(options))),
  facets: (query: TraceFilter, options?: AskOptions) =>
    read(traces.facets.$get({ query }, init(options))),
  histogram: (query: TraceFilter, options?: AskOptions) =>
    read(traces.histogram.$get({ query }, init(options))),

  snippetsOf: (query: SnippetQuery, options?: AskOptions) =>
    read(traces.snippets.$get({ query }, init(options))),

  trace: (traceId: string, query: ProjectQuery, options?: AskOptions) =>
    read(trace.$get({ param: escaped({ traceId }), query }, init(options))),
  skeleton: (traceId: string, query: ProjectQuery, options?: AskOptions) =>
    read(trace.skeleton.$get({ param: escaped({ traceId }), query }, init(options))),
  span: (address: SpanAddress, query: ProjectQuery, options?: AskOptions) =>
    read(span.$get({ param: escaped(address), query }, init(options))),
  /** Where everything about a span is to be had, for others than this page. */
  spanUrl: (address: SpanAddress, { origin, ...query }: { project: string; origin: string }) =>
    hc<Api>(origin).api.traces[":traceId"].spans[":spanId"].$url({
      param: escaped(address),
      query,
    }),
  spanPart: (
    address: SpanAddress,
    { offset, limit, ...which }: PartQuery,
    options?: AskOptions,
  ) => {
    const slice = { offset: String(offset), ...(limit ? { limit: String(limit) } : {}) };
    const query = { ...which, ...slice };
    return read(span.parts.$get({ param: escaped(address), query }, init(options)));
  },

  contents: (
    traceId: string,
    { project, spanIds }: { project: string; spanIds: string[] },
    options?: AskOptions,
  ) => {
    const query = { project, span: spanIds };
    return read(trace.contents.$get({ param: escaped({ traceId }), query }, init(options)));
  },
  cause: (address: SpanAddress, query: ProjectQuery, options?: AskOptions) =>
    read(span.cause.$get({ param: escaped(address), query }, init(options))),
  baseline: (traceId: string, query: ProjectQuery, options?: AskOptions) =>
    read(trace.baseline.$get({ param: escaped({ traceId }), query }, init(options))),
  /** Where a text of a span is to be had whole, as a file. */
  spanFile: ({ traceId, spanId }: SpanAddress, query: { project: string; part: string }) =>
    `/api/traces/${encodeURIComponent(traceId)}/spans/${encodeURIComponent(spanId)}/file?${new URLSearchParams(query)}`,

  sessions: (query: SessionPage, options?: AskOptions) =>
    read(sessions.$get({ query }, init(options))),
  session: (sessionId: string, query: ProjectQuery, options?: AskOptions) =>
    read(sessions[":sessionId"].$get({ param: escaped({ sessionId }), query }, init(options))),

  latency: (query: LatencyQuery, options?: AskOptions) =>
    read(latency.$get({ query }, init(options))),
  durationMap: (query: MapQuery, options?: AskOptions) =>
    read(latency.map.$get({ query }, init(options))),
  usage: (query: UsageQuery, options?: AskOptions) => read(usage.$get({ query }, init(options))),

  views: async (project: string, { signal }: AskOptions = {}): Promise<SavedViewList> =>
    (await send("GET", viewsUrl(project), { ...(signal && { signal }) })).json(),
  /** Takes the place of the view of the same name. */
  saveView: (project: string, view: Omit<SavedView, "id" | "updatedAt">) =>
    send("POST", viewsUrl(project), { body: view }),
  removeView: (project: string, id: string) => send("DELETE", viewsUrl(project, `/${id}`)),

  loadDemo: () => send("POST", "/api/demo"),
  removeDemo: () => send("DELETE", "/api/demo"),
  /** Answers the project of the key. */
  signIn: async (key: string): Promise<{ project: string }> =>
    (await send("POST", "/api/session", { body: { key } })).json(),
  signOut: () => send("DELETE", "/api/session"),
};

type Answered<Answer> = Pick<Response, "ok" | "status" | "statusText" | "text"> & {
  json: () => Promise<Answer>;
};

async function read<Answer>(asked: Promise<Answered<Answer>>): Promise<Answer> {
  const response = await asked.catch(unreachable);
  if (!response.ok) throw await readApiError(response);
  return response.json();
}

const viewsUrl = (project: string, path = ""): string =>
  `/api/views${path}?project=${encodeURIComponent(project)}`;

async function send(
  method: "GET" | "POST" | "DELETE",
  url: string,
  { body, signal }: AskOptions & { body?: object } = {},
): Promise<Response> {
  const headers = { "content-type": "application/json" };
  const json = body ? { headers, body: JSON.stringify(body) } : {};
  const stop = signal ? { signal } : {};
  const response = await fetch(url, { method, ...json, ...stop }).catch(unreachable);
  if (!response.ok) throw await readApiError(response);
  return response;
}

function unreachable(cause: unknown): never {
  if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
  throw new ApiError(0, "unreachable", "The server does not answer. Is it still running?");
}

/** Hono puts parameters into the path as they are. */
function escaped<Name extends string>(ids: Record<Name, string>): Record<Name, string> {
  const escape = ([name, id]: [string, string]) => [name, encodeURIComponent(id)];
  return Object.fromEntries(Object.entries<string>(ids).map(escape));
}
