import * as http from "node:http";
import * as https from "node:https";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Delivery } from "../carrier.ts";
import { readPartialSuccess } from "./read-partial-success.ts";

export interface PostOptions {
  url: string;
  headers: Record<string, string>;
  timeMsMax: number;
  compression: "gzip" | "none";
}

/** Sends requests over one connection that is kept. */
export function createPost(options: PostOptions): (body: Uint8Array) => Promise<Delivery> {
  const { compression, url } = options;
  const { Agent, request } = url.startsWith("https:") ? https : http;
  // One that is kept without a request on it does not hold the process up.
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return async (body) => {
    const packed = compression === "gzip" ? await compress(body, { level: 1 }) : body;
    const headers = {
      ...options.headers,
      "content-type": "application/x-protobuf",
      "content-length": String(packed.length),
      ...(compression === "gzip" && { "content-encoding": "gzip" }),
    };
    return new Promise((resolve) => {
      const timeout = options.timeMsMax;
      const fail = (message: string) => resolve({ kind: "failed", message, afterMs: null });
      const asked = request(url, { method: "POST", agent, headers }, (response) => {
        readAnswer(response).then(resolve, () => fail("the answer broke off"));
      });
      // Of the whole request: a server that trickles is as good as none.
      const timer = setTimeout(
        () => asked.destroy(new Error(`no answer within ${timeout} ms`)),
        timeout,
      );
      asked.on("close", () => clearTimeout(timer));
      asked.on("error", (error) => fail("code" in error ? String(error.code) : error.message));
      asked.end(packed);
    });
  };
}

const compress = promisify(gzip);

const retryableStatuses = new Set([429, 502, 503, 504]);
const answerBytesMax = 2 ** 16;

async function readAnswer(response: http.IncomingMessage): Promise<Delivery> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    if (Buffer.isBuffer(chunk) && bytes < answerBytesMax) chunks.push(chunk);
    bytes += chunks.at(-1)?.length ?? 0;
  }
  const body = Buffer.concat(chunks);
  const { headers, statusCode = 0 } = response;
  if (statusCode >= 200 && statusCode < 300) {
    const isProtobuf = headers["content-type"]?.startsWith("application/x-protobuf") === true;
    const { errorMessage, rejectedSpans } = isProtobuf ? readPartialSuccess(body) : whole;
    return { kind: "sent", refused: rejectedSpans, message: errorMessage };
  }
  const message = `${statusCode} ${response.statusMessage ?? ""}`.trim();
  return retryableStatuses.has(statusCode)
    ? { kind: "failed", message, afterMs: readRetryAfter(headers["retry-after"]) }
    : { kind: "refused", message };
}

const whole = { rejectedSpans: 0, errorMessage: "" };

/** Milliseconds from now; null when nothing, or nothing sensible, was said. Source: RFC 9110, 10.2.3. */
function readRetryAfter(text: string | undefined): number | null {
  if (text === undefined) return null;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}
