import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { StoreError } from "../errors.ts";
import type { Endpoint } from "./endpoint.ts";
import { type EngineOptions, EngineReport } from "./engine-options.ts";
import { type Patience, watchEngine } from "./watch-engine.ts";

/** What may be chosen about the embedded engine. */
export interface EmbeddedEngineOptions extends Omit<EngineOptions, "username" | "password"> {
  patience?: Patience;
  /** Told when the process ended though nobody asked it to, and why as far as it said. */
  onEnd?: (end: EngineEnd) => void;
}

/** How the engine's process ended. */
export interface EngineEnd {
  /** What it was ended for by its parent; null when it ended by itself. */
  hang: string | null;
  code: number | null;
  signal: string | null;
  /** The last it wrote to stderr. */
  said: string;
}

/**
 * The embedded engine in a process of its own. When that process dies it is started again on the same
 * folder; meanwhile {@link endpoint} is null.
 */
export class EmbeddedEngine {
  readonly #options: EmbeddedEngineOptions;
  #child: ChildProcess | null = null;
  #endpoint: Endpoint | null = null;
  #closed = false;
  #restarts = 0;
  #stopWatch: () => void = () => {};
  #restartTimer: NodeJS.Timeout | undefined;
  #backOffMs = backOffMsMin;

  private constructor(options: EmbeddedEngineOptions) {
    this.#options = options;
  }

  /** @throws {StoreError} when the folder is in use or cannot be opened */
  static async open(options: EmbeddedEngineOptions): Promise<EmbeddedEngine> {
    const engine = new EmbeddedEngine({ ...options, path: resolve(options.path) });
    await engine.#start();
    return engine;
  }

  /** Null while the process is being started again. It differs after every start. */
  get endpoint(): Endpoint | null {
    return this.#endpoint;
  }

  /** The process id of the engine; null while there is none. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** How many times the process had to be started again. */
  get restarts(): number {
    return this.#restarts;
  }

  /** Lets running queries go and waits until the folder is free. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#restartTimer);
    this.#endpoint = null;
    this.#stopWatch();
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    if (child.connected) child.disconnect();
    // It ends itself in time, unless it hangs so that it cannot even do that.
    const deadline = setTimeout(() => child.kill("SIGKILL"), closeMsMax);
    await exited;
    clearTimeout(deadline);
  }

  async #start(): Promise<void> {
    const { onEnd, patience = defaultPatience, ...options } = this.#options;
    const child = spawnEngine(options);
    this.#child = child;
    const said = listen(child);
    const username = "spanward";
    const password = randomBytes(24).toString("base64url");
    const port = await openFolder(child, { ...options, username, password }, said);
    const endpoint = { url: `http://127.0.0.1:${port}`, username, password };
    this.#endpoint = endpoint;
    const startedAt = performance.now();
    let hang: string | null = null;
    const onHang = (what: string): void => {
      hang = what;
      child.kill("SIGKILL"); // it is not known to hear anything less
    };
    this.#stopWatch = watchEngine({ ...patience, endpoint, onHang });
    child.once("close", (code, signal) => {
      this.#stopWatch();
      if (performance.now() - startedAt > stableMs) this.#backOffMs = backOffMsMin;
      if (!this.#closed) onEnd?.({ hang, code, signal, said: said() });
      this.#startAgain();
    });
    child.once("exit", () => {
      if (this.#endpoint === endpoint) this.#endpoint = null;
    });
  }

  #startAgain(): void {
    this.#endpoint = null;
    this.#child = null;
    if (this.#closed) return;
    this.#restartTimer = setTimeout(() => {
      this.#restarts += 1;
      this.#start().catch(() => this.#startAgain());
    }, this.#backOffMs);
    this.#backOffMs = Math.min(this.#backOffMs * 2, backOffMsMax);
  }
}

const backOffMsMin = 100;
const backOffMsMax = 10_000;
const stableMs = 60_000;
const closeMsMax = 15_000;
/** A query may wait half a minute for its place, and that is no hang. */
const defaultPatience: Patience = { pingMsMax: 10_000, queryMsMax: 40_000 };

/** What a process said last on stderr. */
function listen(child: ChildProcess): () => string {
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-saidCharactersMax);
  });
  return () => said;
}

/** From sources the process needs the same loader as this one; from the build it needs none. */
function spawnEngine({
  readsMax,
  writesMax,
}: Pick<EngineOptions, "readsMax" | "writesMax">): ChildProcess {
  const fromSources = import.meta.url.endsWith(".ts");
  const entry = new URL(`./engine-process.${fromSources ? "ts" : "js"}`, import.meta.url);
  const loader = () => pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  const flags = fromSources ? ["--conditions=spanward:source", "--import", loader()] : [];
  return spawn(process.execPath, [...flags, fileURLToPath(entry)], {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    // Each running query holds one thread of the pool; files and compression need some too.
    env: { ...process.env, TZ: "UTC", UV_THREADPOOL_SIZE: String(readsMax + writesMax + 8) },
  });
}

/** The port at which `child` serves. @throws {StoreError} when it does not come to that */
function openFolder(
  child: ChildProcess,
  options: EngineOptions,
  said: () => string, // by the engine, whose own errors carry less
): Promise<number> {
  return new Promise((ready, reject) => {
    let reason = "";
    child.once("error", (error) => reject(openError(options.path, error.message)));
    child.once("message", (message) => {
      const report = EngineReport.parse(message);
      if (report.kind === "ready") ready(report.port);
      else reason = report.message;
    });
    child.once("close", (code, signal) => {
      reason ||= `its process ended with ${signal ?? code ?? "nothing"}`;
      reject(openError(options.path, `${reason}\n${said()}`));
    });
    child.send(options, () => {}); // when that fails, so does the process
  });
}

const saidCharactersMax = 4_000;

function openError(path: string, reason: string): StoreError {
  const busy = reason.includes("Cannot lock file");
  const message = busy
    ? `the data folder ${path} is used by another process`
    : `the embedded engine could not open ${path}: ${reason.trim()}`;
  return new StoreError(message, { retryable: busy }); // the other may be ending just now
}
