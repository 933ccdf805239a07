import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { Encoding } from "../decode/request.ts";
import { BodyBudget } from "./body-budget.ts";
import { corsHeaders } from "./cors.ts";
import { DeniedError } from "./denial.ts";
import { encodeExportResponse } from "./export-response.ts";
import { compressionOf, Holding, readBody } from "./read-body.ts";
import { admitSender, deny, type ReceiverOptions } from "./receiver.ts";
import { encodeRpcStatus } from "./rpc-status.ts";
import { type Signal, signals } from "./signals.ts";

export interface OtlpHttpOptions extends ReceiverOptions {
  /** Pages of other origins that may send, such as `https://app.example.com`. */
  corsOrigins: readonly string[];
}

/** Answers OTLP over HTTP. False, and nothing done, when the request is for somebody else. */
export type OtlpHttpHandler = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Where OTLP's paths may begin: its own place, and those of vendors whose exporters are pointed at us. */
const prefixes = ["", "/otel", "/api/otel", "/api/public/otel"];
const paths = new Map<string, Signal>(
  prefixes.flatMap((prefix) =>
    signals.map((signal) => [`${prefix}/v1/${signal}`, signal] as const),
  ),
);
const profilePaths = new Set(prefixes.map((prefix) => `${prefix}/v1development/profiles`));

/** All requests under way together may hold as much as this many of the largest. */
const largestAtOnce = 4;

/**
 * Makes the handler of `/v1/traces`, `/v1/logs`, `/v1/metrics` and their aliases, for a server of
 * `node:http`: requests it does not know go to the next handler.
 */
export function createOtlpHttp(options: OtlpHttpOptions): OtlpHttpHandler {
  const { bodyBytes, inflatedBytes } = options.limits;
  const budget = new BodyBudget(largestAtOnce * (bodyBytes + inflatedBytes));
  return (request, response) => {
    const path = request.url?.split("?", 1)[0]?.replace(/(?<=.)\/$/, "") ?? "";
    const signal = paths.get(path);
    if (!signal && !profilePaths.has(path)) return false;
    const exchange = { request, response, signal: signal ?? null };
    void answer(exchange, new Holding(budget), options);
    return true;
  };
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  signal: Signal | null; // null: profiles, which nobody takes yet
}

async function answer(exchange: Exchange, holding: Holding, options: OtlpHttpOptions) {
  const { request, response, signal } = exchange;
  const cors = corsHeaders(request.headers, options.corsOrigins);
  if (request.method === "OPTIONS") {
    response.writeHead(204, { ...cors, allow: "POST, OPTIONS" }).end();
    return;
  }
  const encoding = encodingOf(request);
  const reply = { encoding: encoding ?? "json", headers: cors };
  try {
    const body = await accept(exchange, holding, options);
    send(exchange, { ...reply, status: 200, body });
  } catch (error) {
    const denial = deny(error, options);
    const { http: status, retryAfterSeconds } = denial;
    const headers = {
      ...cors,
      ...(status === 401 && { "www-authenticate": 'Bearer realm="spanward"' }),
      ...(status === 405 && { allow: "POST, OPTIONS" }),
      ...(retryAfterSeconds !== null && { "retry-after": String(retryAfterSeconds) }),
    };
    send(exchange, { ...reply, status, headers, body: encodeRpcStatus(denial, reply.encoding) });
  } finally {
    holding.release();
  }
  const status = String(response.statusCode);
  if (signal)
    options.metrics.answered({ transport: "http", signal, encoding: encoding ?? "other", status });
}

/** The body of the answer to a request that was accepted. */
async function accept(exchange: Exchange, holding: Holding, options: OtlpHttpOptions) {
  const { request, signal } = exchange;
  if (!signal) throw new DeniedError("not_found", "profiles are not accepted here");
  if (request.method !== "POST") throw new DeniedError("wrong_method", "only POST is understood");
  const project = admitSender(options.admit, (name) => headerOf(request, name));
  const encoding = encodingOf(request);
  if (!encoding) {
    const message = "the content type is not application/x-protobuf or application/json";
    throw new DeniedError("unsupported", message);
  }
  const body = await readBody(request, options.limits.bodyBytes, holding);
  const compression = compressionOf(body, request.headers["content-encoding"], options.limits);
  const received = { signal, project, body, compression, encoding };
  const rejections = await options.pipeline.accept(received);
  return encodeExportResponse(signal, rejections, encoding);
}

const contentTypes = new Map<string, Encoding>([
  ["application/x-protobuf", "protobuf"],
  ["application/protobuf", "protobuf"],
  ["application/json", "json"],
]);

/** By the content type, whatever its parameters; null when it is neither. */
function encodingOf({ headers }: IncomingMessage): Encoding | null {
  const type = headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  return contentTypes.get(type) ?? null;
}

function headerOf({ headers }: IncomingMessage, name: string): string | null {
  const value = headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

interface Reply {
  status: number;
  headers: OutgoingHttpHeaders;
  encoding: Encoding;
  body: Uint8Array;
}

/** How long a sender that was told no may go on sending before it is cut off. */
const lingerMs = 2000;

function send({ request, response }: Exchange, { body, encoding, headers, status }: Reply): void {
  if (response.destroyed) return;
  const type = encoding === "json" ? "application/json" : "application/x-protobuf";
  const unread = !request.complete;
  response.writeHead(status, {
    ...headers,
    "content-type": type,
    "content-length": body.length,
    ...(unread && { connection: "close" }),
  });
  response.end(body);
  if (!unread) return;
  request.resume();
  const cutOff = setTimeout(() => request.destroy(), lingerMs).unref();
  request.once("close", () => clearTimeout(cutOff));
}
