import { type ClickHouseClient, createClient } from "@clickhouse/client";
import type { EmbeddedEngine } from "./engine/embedded-engine.ts";
import type { Endpoint } from "./engine/endpoint.ts";
import { StoreError } from "./errors.ts";

/** Where a {@link Database} finds a client for its next question. */
export interface Connection {
  readonly engine: EmbeddedEngine | null;
  /** How many servers there are to ask. */
  readonly servers: number;
  /** How long an answer may take beside the time that its question was given; null: as long as it does. */
  readonly silenceMsMax: number | null;
  /** @throws {StoreError} when there is nothing to talk to just now */
  client(): ClickHouseClient;
  /** Nobody answered through this client. */
  failed(client: ClickHouseClient): void;
  close(): Promise<void>;
}

/** A ClickHouse server. */
export interface RemoteOptions extends Omit<Endpoint, "url"> {
  /** Its HTTP interface; with commas, those of several servers that have the same tables. */
  url: string;
  database?: string;
  /** Whether rows are sent compressed. */
  compress?: boolean;
  /** A server that takes longer than this to answer counts as gone. */
  timeoutMs?: number;
}

/** Talks to one of several servers, and to the next when that one is not there. */
export class RemoteConnection implements Connection {
  readonly engine = null;
  readonly silenceMsMax: number;
  readonly #clients: readonly ClickHouseClient[];
  #current = 0;

  constructor({ compress = false, timeoutMs = 60_000, url, ...options }: RemoteOptions) {
    this.silenceMsMax = timeoutMs;
    this.#clients = url.split(",").map((one) => connect({ ...options, url: one.trim(), compress }));
  }

  get servers(): number {
    return this.#clients.length;
  }

  client(): ClickHouseClient {
    const client = this.#clients[this.#current];
    if (!client) throw new StoreError("no server is known", { retryable: false });
    return client;
  }

  failed(client: ClickHouseClient): void {
    if (client !== this.#clients[this.#current]) return; // somebody else has noticed before
    this.#current = (this.#current + 1) % this.#clients.length;
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
  }
}

/** Talks to the embedded engine, which listens elsewhere after every start. */
export class EmbeddedConnection implements Connection {
  readonly engine: EmbeddedEngine;
  readonly servers = 1;
  readonly silenceMsMax = null; // an engine that hangs is ended, and then this connection is too
  #client: { endpoint: Endpoint; client: ClickHouseClient } | null = null;

  constructor(engine: EmbeddedEngine) {
    this.engine = engine;
  }

  client(): ClickHouseClient {
    const { endpoint } = this.engine;
    if (!endpoint) {
      throw new StoreError("the embedded engine is being started again", { retryable: true });
    }
    if (this.#client?.endpoint !== endpoint) {
      void this.#client?.client.close();
      this.#client = { endpoint, client: connect(endpoint) };
    }
    return this.#client.client;
  }

  failed(): void {}

  async close(): Promise<void> {
    await this.#client?.client.close();
    await this.engine.close();
  }
}

/** The lightest that gzip can: rows go over a network once, and are compressed better where they end. */
const requestCompression = { codec: "gzip", level: 1 } as const;

function connect({
  compress = false,
  database,
  password,
  url,
  username,
}: Endpoint & { database?: string; compress?: boolean }): ClickHouseClient {
  return createClient({
    url,
    username,
    password,
    ...(database && { database }),
    ...(compress && { compression: { request: requestCompression } }),
    application: "spanward",
    max_open_connections: 32,
    request_timeout: 10 * 60_000,
    log: { level: 127 }, // every error is thrown; none is printed
  });
}
