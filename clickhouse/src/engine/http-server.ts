import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Engine } from "./engine.ts";
import { EngineError, isFatal, readEngineError } from "./engine-error.ts";
import type { EngineOptions } from "./engine-options.ts";
import { HttpAnswer } from "./http-answer.ts";
import { authenticate, readHttpQuery } from "./http-request.ts";

/** Serves `engine` in the terms of ClickHouse's HTTP interface. */
export function createHttpServer(engine: Engine, options: EngineOptions): Server {
  const version = engine.version;
  const server = createServer({ maxHeaderSize: 2 ** 20 }, (request, response) => {
    if (request.url === "/ping") {
      response.end("Ok.\n");
      return;
    }
    void answer(request, response);
  });
  server.requestTimeout = 0; // an insert may take its time: the caller is this machine's own
  server.keepAliveTimeout = 30_000;
  return server;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const left = new AbortController();
    response.once("close", () => left.abort());
    let out = new HttpAnswer(response, false);
    try {
      authenticate(request, options.username, options.password);
      checkTarget(request);
      const query = await readHttpQuery(request);
      response.setHeader("X-ClickHouse-Query-Id", query.clientQueryId);
      response.setHeader("X-ClickHouse-Timezone", "UTC");
      out = new HttpAnswer(response, query.gzip);
      await engine.run(query, out, left.signal);
      out.end();
    } catch (cause) {
      const error = readEngineError(cause);
      if (!response.destroyed) out.fail(error, version);
      request.resume(); // the rest of a refused body
      if (isFatal(error)) response.once("close", () => process.exit(1));
    }
  }
}

function checkTarget(request: IncomingMessage): void {
  const path = request.url?.split("?")[0];
  if (path === "/" && (request.method === "GET" || request.method === "POST")) return;
  const message = `There is no handle ${request.method ?? ""} ${path ?? ""}`;
  throw new EngineError(message, { code: 60, type: "UNKNOWN_TABLE" });
}
