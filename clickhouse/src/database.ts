import { Readable } from "node:stream";
import { totalmem } from "node:os";
import {
  ClickHouseError,
  type ClickHouseClient,
  type ClickHouseSettings,
} from "@clickhouse/client";
import { z } from "zod";
import { type Columns, type ColumnShape, readColumns } from "./columns.ts";
import {
  type Connection,
  EmbeddedConnection,
  RemoteConnection,
  type RemoteOptions,
} from "./connection.ts";
import { EmbeddedEngine, type EmbeddedEngineOptions } from "./engine/embedded-engine.ts";
import { StoreError } from "./errors.ts";

/** Bounds of one read. What exceeds them fails; nothing is cut silently. */
export interface ReadLimits {
  /** Rows of the answer. */
  rowsMax?: number;
  /** Rows read to find it. */
  rowsReadMax?: number;
  memoryBytesMax?: number;
  timeMsMax?: number;
  /** Stops the query when it fires. */
  signal?: AbortSignal;
}

/** What a write did. */
export interface WriteSummary {
  rows: number;
}

/** A ClickHouse, embedded or remote. But for `connection.ts`, no other file talks to the client. */
export class Database {
  readonly #connection: Connection;
  readonly #limits: ReadLimits;

  private constructor(connection: Connection, limits: ReadLimits) {
    this.#connection = connection;
    this.#limits = limits;
  }

  /**
   * Opens a data folder with the embedded engine, in a process of its own. Only one process at a
   * time may hold the folder.
   *
   * @throws {StoreError} when it is in use or cannot be opened
   */
  static async openEmbedded(
    options: { path: string } & Partial<EmbeddedEngineOptions>,
  ): Promise<Database> {
    const engine = await EmbeddedEngine.open({
      fsync: true,
      memoryBytesMax: Math.floor(machineMemoryBytes() / 2),
      readsMax: 6,
      writesMax: 2,
      ...options,
    });
    return new Database(new EmbeddedConnection(engine), {});
  }

  /** Connects to a ClickHouse server, or to several of one cluster. Nothing is sent before the first question. */
  static openRemote(options: RemoteOptions): Database {
    return new Database(new RemoteConnection(options), {});
  }

  /** The same database, with bounds on what is read through it. */
  within(limits: ReadLimits): Database {
    return new Database(this.#connection, { ...this.#limits, ...limits });
  }

  /** The engine of an embedded database; null for a server. */
  get engine(): EmbeddedEngine | null {
    return this.#connection.engine;
  }

  /**
   * Runs a query and parses every row. 64-bit integers come as text.
   *
   * @throws {StoreError}
   */
  async select<Row>(row: z.ZodType<Row>, sql: string, parameters: object = {}): Promise<Row[]> {
    return this.#askAny(async (client) => {
      const result = await client.query({ ...this.#query(sql, parameters), format: "JSONEachRow" });
      return z.array(row).parse(await result.json());
    });
  }

  /**
   * Runs a query with a big answer and gives it as columns. Their shape is checked value by value, but
   * nothing is built for each row. 64-bit integers come as text.
   *
   * @throws {StoreError}
   */
  async selectColumns<Shape extends ColumnShape>(
    shape: Shape,
    sql: string,
    parameters: object = {},
  ): Promise<Columns<Shape>> {
    return this.#askAny(async (client) => {
      const query = { ...this.#query(sql, parameters), format: "JSONColumnsWithMetadata" as const };
      return readColumns(shape, await (await client.query(query)).json());
    });
  }

  /** Runs a query and gives its answer as a file of one of ClickHouse's formats. @throws {StoreError} */
  async selectFile(format: "Parquet", sql: string, parameters: object = {}): Promise<Uint8Array> {
    return this.#ask(async (client) => {
      const query = this.#query(`${sql}\nFORMAT ${format}`, parameters);
      const chunks: Uint8Array[] = [];
      for await (const chunk of (await client.exec(query)).stream) chunks.push(Buffer.from(chunk));
      return Buffer.concat(chunks);
    });
  }

  /** Runs a statement that gives no rows. @throws {StoreError} */
  async run(sql: string, parameters: object = {}): Promise<void> {
    const { signal } = this.#limits; // a mutation may take as long as it does
    const given = signal && { abort_signal: signal };
    await this.#ask((client) =>
      client.command({ query: sql, query_params: { ...parameters }, ...given }),
    );
  }

  /** Inserts blocks in ClickHouse's Native format, all or, on an error, possibly some. @throws {StoreError} */
  async insertNative(
    table: string,
    columns: readonly string[],
    blocks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  ): Promise<WriteSummary> {
    return this.insertAgain({ table, columns, token: null }, blocks);
  }

  /**
   * As {@link insertNative}, for rows that may come again under the same `token`: a server with replicated
   * tables takes them once. No other rows may have it.
   *
   * @throws {StoreError}
   */
  async insertAgain(
    { columns, table, token }: { table: string; columns: readonly string[]; token: string | null },
    blocks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  ): Promise<WriteSummary> {
    return this.#ask(async (client) => {
      const { stream, summary } = await client.exec({
        query: `INSERT INTO ${table} (${columns.join(", ")}) FORMAT Native`,
        values: Readable.from(blocks, { objectMode: false }),
        clickhouse_settings: {
          ...insertSettings,
          ...(token !== null && !this.engine && { insert_deduplication_token: token }),
        },
        ...this.#signal(),
      });
      stream.resume();
      return { rows: Number(summary?.written_rows ?? 0) };
    });
  }

  /** @throws {StoreError} when ClickHouse cannot be reached */
  async ping(): Promise<void> {
    await this.select(z.object({ one: z.number() }), "SELECT 1 AS one");
  }

  /** ClickHouse's version, as it says it. @throws {StoreError} */
  async version(): Promise<string> {
    const rows = await this.select(
      z.object({ version: z.string() }),
      "SELECT version() AS version",
    );
    return rows[0]?.version ?? "";
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  #query(sql: string, parameters: object) {
    const { rowsMax, rowsReadMax, memoryBytesMax, timeMsMax } = this.#limits;
    const clickhouse_settings: ClickHouseSettings = {
      // As numbers, 64-bit integers would lose digits past 2^53 without a word.
      output_format_json_quote_64bit_integers: 1,
      // An error that comes late is still an error, and not the end of the rows.
      wait_end_of_query: 1,
      cancel_http_readonly_queries_on_client_close: 1,
      // A trace lies on one shard, so a question within a question stays on its shard too.
      distributed_product_mode: "local",
      // With it, the newest few of what a text index finds came back empty. Seen in 26.7.
      use_top_k_dynamic_filtering: 0,
      ...(rowsMax && { max_result_rows: String(rowsMax) }),
      ...(rowsReadMax && { max_rows_to_read: String(rowsReadMax) }),
      ...(memoryBytesMax && { max_memory_usage: String(memoryBytesMax) }),
      ...(timeMsMax && { max_execution_time: timeMsMax / 1000 }),
    };
    return { query: sql, query_params: { ...parameters }, clickhouse_settings, ...this.#signal() };
  }

  /** Nothing is waited for without end: not a caller who left, and not a server that fell silent. */
  #signal(): { abort_signal?: AbortSignal } {
    const { signal, timeMsMax = 0 } = this.#limits;
    const { silenceMsMax } = this.#connection;
    const signals = [
      ...(signal ? [signal] : []),
      ...(silenceMsMax === null ? [] : [AbortSignal.timeout(timeMsMax + silenceMsMax)]),
    ];
    return signals.length > 0 ? { abort_signal: AbortSignal.any(signals) } : {};
  }

  async #ask<Answer>(question: Question<Answer>): Promise<Answer> {
    const client = this.#connection.client();
    try {
      return await question(client);
    } catch (cause) {
      if (this.#limits.signal?.aborted) {
        throw new StoreError("the caller gave up", { retryable: false, cause });
      }
      const error = storeErrorOf(cause);
      if (error.retryable && error.code === null) this.#connection.failed(client);
      throw error;
    }
  }

  /** A question that changes nothing: what one server cannot be asked, another is. */
  async #askAny<Answer>(question: Question<Answer>): Promise<Answer> {
    for (let left = this.#connection.servers - 1; ; left -= 1) {
      try {
        return await this.#ask(question);
      } catch (error) {
        const silent = error instanceof StoreError && error.retryable && error.code === null;
        if (left <= 0 || !silent) throw error;
      }
    }
  }
}

type Question<Answer> = (client: ClickHouseClient) => Promise<Answer>;

const insertSettings: ClickHouseSettings = {
  wait_end_of_query: 1, // a success is said when all is written
  async_insert: 0, // answered is written
  distributed_foreground_insert: 1, // on every shard, not only queued for it
  // Spans of many days in one insert are many parts, but never a reason to lose them.
  max_partitions_per_insert_block: "0",
};

function machineMemoryBytes(): number {
  const limit = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  return Math.min(totalmem(), limit);
}

function storeErrorOf(cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause;
  if (cause instanceof ClickHouseError) {
    const code = Number(cause.code);
    const message = `${cause.type ?? "error"}: ${cause.message}`;
    const retryable = retryableCodes.has(code) || /No space left|Too many open files/.test(message);
    return new StoreError(message, { retryable, code, cause });
  }
  if (cause instanceof z.ZodError) {
    return new StoreError(`unexpected rows: ${cause.message}`, { retryable: false, cause });
  }
  const message = cause instanceof Error ? cause.message : String(cause);
  if (cause instanceof TypeError || cause instanceof SyntaxError || cause instanceof RangeError) {
    return new StoreError(`the answer cannot be read: ${message}`, { retryable: false, cause });
  }
  return new StoreError(`ClickHouse cannot be reached: ${message}`, { retryable: true, cause });
}

// Errors of the moment: files, time, memory, disk, network, too many parts or queries, replicas, Keeper.
const retryableCodes = new Set([
  74, 75, 76, 77, 159, 160, 173, 202, 203, 209, 210, 225, 236, 241, 242, 243, 252, 279, 285, 286,
  319, 394, 415, 439, 473, 519, 999,
]);
