import { Session, drainPending } from "chdb";
import {
  defaultSettings,
  type EngineFolder,
  prepareFolder,
  readSettings,
} from "./engine-config.ts";
import { EngineError, readEngineError } from "./engine-error.ts";
import type { EngineOptions } from "./engine-options.ts";
import type { EngineQuery, QuerySummary } from "./engine-query.ts";
import { Places } from "./places.ts";
import { Spool } from "./spool.ts";
import { quoteIdentifier, quoteString } from "./sql-literal.ts";
import { readStatement, type Statement } from "./statement.ts";

/** Where an answer goes. `write` resolves when more may come. */
export interface AnswerSink {
  /** Called once, before the first byte. */
  begin(summary: QuerySummary | null): void;
  write(bytes: Uint8Array): Promise<void>;
}

/** The embedded ClickHouse of this process, over one data folder. */
export class Engine {
  readonly #options: EngineOptions;
  readonly #folder: EngineFolder;
  readonly #spool: Spool;
  readonly #reads: Places;
  readonly #writes: Places;
  /** Holds the folder while the others come and go, and stops queries that run too long. */
  readonly #keeper: Session;

  private constructor(options: EngineOptions, folder: EngineFolder) {
    this.#options = options;
    this.#folder = folder;
    this.#spool = new Spool(folder.spool);
    this.#reads = new Places(options.readsMax, waitMsMax);
    this.#writes = new Places(options.writesMax, waitMsMax);
    this.#keeper = this.#openSession();
  }

  /** @throws when another process holds the folder */
  static async open(options: EngineOptions): Promise<Engine> {
    const folder = await prepareFolder(options);
    const engine = new Engine(options, folder);
    await engine.#spool.empty();
    return engine;
  }

  get version(): string {
    return this.#keeper.query("SELECT version()", "TSVRaw").trim();
  }

  /**
   * Runs one query and gives its answer to `sink`. When `signal` fires a read is stopped; what changes
   * something runs to its end.
   *
   * @throws {EngineError} what the engine says; after `sink.begin` the answer is incomplete
   */
  async run(query: EngineQuery, sink: AnswerSink, signal: AbortSignal): Promise<void> {
    const statement = readStatement(query.sql);
    if (statement.kind === "insert") await this.#insert(query, statement, sink);
    else if (statement.kind === "command") {
      await this.#writes.hold(() => this.#answerWhole(query, sink, { signal: toTheEnd }));
    } else {
      const read = { ...query, settings: new Map([...readDefaults, ...query.settings]) };
      const inChunks = statement.kind === "stream" && !query.wait;
      await this.#reads.hold(() =>
        inChunks
          ? this.#answerInChunks(read, sink, signal)
          : this.#answerWhole(read, sink, { signal }),
      );
    }
  }

  /** Waits for what is running, then lets go of the folder. */
  async close(): Promise<void> {
    await drainPending();
    this.#keeper.close();
  }

  async #insert(
    query: EngineQuery,
    { head, format }: Extract<Statement, { kind: "insert" }>,
    sink: AnswerSink,
  ): Promise<void> {
    if (!query.rows) throw noRows();
    await this.#spool.hold(query.rows, async (path) => {
      const sql = `${head} FROM INFILE ${quoteString(path)} COMPRESSION 'none' FORMAT ${format}`;
      const how = { signal: toTheEnd, inserts: true };
      await this.#writes.hold(() => this.#answerWhole({ ...query, sql }, sink, how));
    });
  }

  async #answerWhole(
    query: EngineQuery,
    sink: AnswerSink,
    { signal, inserts = false }: { signal: AbortSignal; inserts?: boolean },
  ): Promise<void> {
    await this.#withSession(query, signal, async (session) => {
      const result = await session.queryAsync(query.sql, { format: query.format });
      sink.begin({
        readRows: result.rowsRead,
        readBytes: result.bytesRead,
        writtenRows: inserts ? result.rowsRead : 0,
        writtenBytes: inserts ? result.bytesRead : 0,
        elapsedNs: Math.round(result.elapsed * 1e9),
      });
      await sink.write(result.bytes());
    });
  }

  async #answerInChunks(query: EngineQuery, sink: AnswerSink, signal: AbortSignal): Promise<void> {
    await this.#withSession(query, signal, async (session) => {
      let begun = false;
      for await (const chunk of session.queryStream(query.sql, { format: query.format })) {
        if (!begun) sink.begin(null);
        begun = true;
        await sink.write(chunk.raw());
        signal.throwIfAborted();
      }
      if (!begun) sink.begin(null);
    });
  }

  /** A session of its own for each query, so that no setting and no parameter outlives it. */
  async #withSession(
    query: EngineQuery,
    signal: AbortSignal,
    work: (session: Session) => Promise<void>,
  ): Promise<void> {
    signal.throwIfAborted();
    const session = this.#openSession();
    const stop = this.#stopOnAbort(query.id, signal);
    try {
      session.query(assignments(query));
      if (query.database) session.query(`USE ${quoteIdentifier(query.database)}`);
      await work(session);
    } catch (cause) {
      throw readEngineError(cause);
    } finally {
      stop();
      session.close();
    }
  }

  /** A query can be killed only once it runs, so it is killed until it ends. Never SYNC: that hangs. */
  #stopOnAbort(id: string, signal: AbortSignal): () => void {
    const mark = quoteString(id);
    const kill = () =>
      this.#keeper.query(`KILL QUERY WHERE Settings['log_comment'] = ${mark} ASYNC`);
    let timer: NodeJS.Timeout | undefined;
    const start = () => {
      kill();
      timer = setInterval(kill, killEveryMs);
    };
    signal.addEventListener("abort", start, { once: true });
    return () => {
      clearInterval(timer);
      signal.removeEventListener("abort", start);
    };
  }

  #openSession(): Session {
    const settings = Object.entries(defaultSettings(this.#options));
    const connectionArgs = settings.map(([name, value]) => `--${name}=${value}`);
    connectionArgs.push(`--config-file=${this.#folder.config}`);
    return new Session(this.#folder.data, { connectionArgs });
  }
}

const readDefaults = Object.entries(readSettings);

/** A signal that never fires. */
const toTheEnd = new AbortController().signal;

const waitMsMax = 30_000;
const killEveryMs = 100;

/** One SET for all, by which the query can also be found among the running ones. */
function assignments({ id, settings, parameters }: EngineQuery): string {
  const parts = [`log_comment = ${quoteString(id)}`];
  for (const [name, value] of settings) parts.push(`${name} = ${quoteString(value)}`);
  for (const [name, value] of parameters) parts.push(`param_${name} = ${quoteString(value)}`);
  return `SET ${parts.join(", ")}`;
}

function noRows(): EngineError {
  return new EngineError("No data to insert", { code: 108, type: "NO_DATA_TO_INSERT" });
}
