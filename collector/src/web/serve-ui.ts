import type { UiFile, UiFiles } from "./ui-files.ts";

/**
 * Answers a request for a page or one of its files. Every path without a dot in its last part is a page
 * of the single-page application. Null: there is no such file.
 */
export function serveUi(files: UiFiles, request: Request): Response | null {
  if (request.method !== "GET" && request.method !== "HEAD") return null;
  const path = new URL(request.url).pathname;
  const file = files.get(path) ?? (isPage(path) ? files.get("/index.html") : undefined);
  if (file) return send(file, request);
  return isPage(path) ? new Response(notBuilt, { status: 503, headers: plainText }) : null;
}

const isPage = (path: string): boolean => !/\.[^/]*$/.test(path) || path === "/index.html";

function send(file: UiFile, request: Request): Response {
  const headers = new Headers({
    "content-type": file.type,
    "cache-control": file.immutable ? "public, max-age=31536000, immutable" : "no-cache",
    etag: file.etag,
    vary: "accept-encoding",
  });
  if (request.headers.get("if-none-match")?.includes(file.etag)) {
    return new Response(null, { status: 304, headers });
  }
  const [encoding, body] = choose(file, request.headers.get("accept-encoding") ?? "");
  if (encoding !== null) headers.set("content-encoding", encoding);
  headers.set("content-length", String(body.length));
  return new Response(request.method === "HEAD" ? null : body, { headers });
}

function choose(file: UiFile, accepted: string): [string | null, Uint8Array<ArrayBuffer>] {
  if (file.brotli && /\bbr\b/.test(accepted)) return ["br", file.brotli];
  if (file.gzip && /\bgzip\b/.test(accepted)) return ["gzip", file.gzip];
  return [null, file.body];
}

const plainText = { "content-type": "text/plain; charset=utf-8" };
const notBuilt =
  "The server runs, but its pages are not built. Build them with `npm run build`, then start again.\n";
