import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { pipeline, type Writable } from "node:stream";
import { createGzip } from "node:zlib";
import type { AnswerSink } from "./engine.ts";
import { type EngineError, httpStatusOf } from "./engine-error.ts";
import type { QuerySummary } from "./engine-query.ts";

/** An answer in the form of ClickHouse's HTTP interface. */
export class HttpAnswer implements AnswerSink {
  readonly #response: ServerResponse;
  readonly #gzip: boolean;
  /** Marks an error that comes after the head was sent, so that no data can be mistaken for one. */
  readonly #exceptionTag = randomUUID().replaceAll("-", "").slice(0, 16);
  #body: Writable;

  constructor(response: ServerResponse, gzip: boolean) {
    this.#response = response;
    this.#gzip = gzip;
    this.#body = response;
  }

  begin(summary: QuerySummary | null): void {
    const response = this.#response;
    response.setHeader("Content-Type", "text/plain; charset=UTF-8");
    response.setHeader("X-ClickHouse-Exception-Tag", this.#exceptionTag);
    if (summary) response.setHeader("X-ClickHouse-Summary", summaryText(summary));
    if (this.#gzip) {
      response.setHeader("Content-Encoding", "gzip");
      const gzip = createGzip({ level: 1, chunkSize: 2 ** 18 });
      pipeline(gzip, response, () => {}); // when the reader leaves, both end
      this.#body = gzip;
    }
    response.writeHead(200);
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#response.destroyed) throw new Error("the reader left");
    if (bytes.length === 0 || this.#body.write(bytes)) return;
    const left = new AbortController();
    const stop = () => left.abort();
    this.#response.once("close", stop);
    try {
      await once(this.#body, "drain", { signal: left.signal });
    } finally {
      this.#response.removeListener("close", stop);
    }
  }

  end(): void {
    this.#body.end();
  }

  /** Source: ClickHouse src/Server/HTTP/WriteBufferFromHTTPServerResponse.cpp, cancelWithException. */
  fail(error: EngineError, version: string): void {
    const text = `Code: ${error.code}. DB::Exception: ${error.message} (${error.type}) (version ${version})\n`;
    const response = this.#response;
    if (response.headersSent) {
      const [tag, length] = [this.#exceptionTag, Buffer.byteLength(text)];
      const frame = `\r\n__exception__\r\n${tag}\r\n${text}${length} ${tag}\r\n__exception__\r\n`;
      this.#body.end(frame);
      return;
    }
    response.setHeader("Content-Type", "text/plain; charset=UTF-8");
    response.setHeader("X-ClickHouse-Exception-Code", error.code);
    response.writeHead(httpStatusOf(error.code));
    response.end(text);
  }
}

function summaryText(summary: QuerySummary): string {
  return JSON.stringify({
    read_rows: String(summary.readRows),
    read_bytes: String(summary.readBytes),
    written_rows: String(summary.writtenRows),
    written_bytes: String(summary.writtenBytes),
    elapsed_ns: String(summary.elapsedNs),
  });
}
