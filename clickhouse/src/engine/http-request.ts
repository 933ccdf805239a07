import { timingSafeEqual, randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { EngineError, notSupported } from "./engine-error.ts";
import type { EngineQuery } from "./engine-query.ts";

/** What the HTTP interface takes from a request beside the query itself. */
export interface HttpQuery extends EngineQuery {
  clientQueryId: string;
  gzip: boolean; // the answer is wanted compressed
}

/**
 * Reads a request as ClickHouse's HTTP interface does: what is not a parameter of the interface is a
 * setting of the query.
 *
 * @throws {EngineError} for what the embedded engine does not do
 */
export async function readHttpQuery(request: IncomingMessage): Promise<HttpQuery> {
  const url = new URL(request.url ?? "/", "http://localhost");
  if (request.headers["content-type"]?.startsWith("multipart/")) {
    throw notSupported("a multipart body");
  }
  const query: HttpQuery = {
    id: randomUUID(),
    clientQueryId: randomUUID(),
    sql: "",
    parameters: new Map(),
    settings: new Map(),
    database: headerOf(request, "x-clickhouse-database"),
    format: headerOf(request, "x-clickhouse-format") || "TabSeparated",
    rows: null,
    wait: false,
    gzip: false,
  };
  for (const [name, value] of url.searchParams) readParameter(query, name, value);
  query.gzip &&= /\bgzip\b/.test(headerOf(request, "accept-encoding"));
  if (request.method === "GET") query.settings.set("readonly", "1");
  const body = bodyOf(request);
  if (query.sql) query.rows = body;
  else query.sql = await textOf(body);
  return query;
}

function readParameter(query: HttpQuery, name: string, value: string): void {
  if (refused.has(name)) throw notSupported(`the parameter "${name}"`);
  if (!/^\w{1,64}$/.test(name)) throw notSupported(`the parameter ${JSON.stringify(name)}`);
  if (name.startsWith("param_")) query.parameters.set(name.slice("param_".length), value);
  else if (name === "query") query.sql += value;
  else if (name === "query_id") query.clientQueryId = value;
  else if (name === "database") query.database = value;
  else if (name === "default_format") query.format = value;
  else if (name === "wait_end_of_query") query.wait = value === "1";
  else if (name === "enable_http_compression") query.gzip = value === "1";
  else query.settings.set(name, value);
}

// A session, a role and credentials in the URL are left to a server; log_comment marks the query.
const refused = new Set(
  `session_id session_check session_timeout close_session role quota_key user password compress
   decompress buffer_size stacktrace log_comment`.split(/\s+/),
);

/** @throws {EngineError} unless the request carries exactly this name and password */
export function authenticate(request: IncomingMessage, username: string, password: string): void {
  const [scheme = "", encoded = ""] = headerOf(request, "authorization").split(" ");
  const basic = scheme.toLowerCase() === "basic" ? Buffer.from(encoded, "base64").toString() : ":";
  const colon = basic.indexOf(":");
  const name = headerOf(request, "x-clickhouse-user") || basic.slice(0, colon);
  const key = headerOf(request, "x-clickhouse-key") || basic.slice(colon + 1);
  if (equals(name, username) && equals(key, password)) return;
  const message = `${name || "default"}: Authentication failed: password is incorrect, or there is no user with such name`;
  throw new EngineError(message, { code: 516, type: "AUTHENTICATION_FAILED" });
}

function equals(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function headerOf(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(",") : (value ?? "");
}

function bodyOf(request: IncomingMessage): Readable {
  const encoding = headerOf(request, "content-encoding");
  if (encoding === "") return request;
  if (encoding !== "gzip") throw notSupported(`the Content-Encoding "${encoding}"`);
  const gunzip = createGunzip({ chunkSize: 2 ** 20 });
  request.on("error", (error) => gunzip.destroy(error));
  return request.pipe(gunzip);
}

async function textOf(body: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    if (bytes > statementBytesMax) {
      const message = `The statement is longer than ${statementBytesMax} bytes`;
      throw new EngineError(message, { code: 425, type: "QUERY_IS_TOO_LARGE" });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

const statementBytesMax = 4 * 2 ** 20;
