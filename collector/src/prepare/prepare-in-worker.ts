import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { crc32 } from "node:zlib";
import { StoreError } from "@spanward/clickhouse";
import type { SpanRecord } from "@spanward/clickhouse/records";
import { DecodeError } from "../decode/errors.ts";
import type { Log } from "../log.ts";
import { QueueFullError } from "../segment/errors.ts";
import {
  fromFailure,
  type WorkerAnswer,
  type WorkerSettings,
  type WorkerTask,
} from "./messages.ts";
import type { PreparedRequest, Preparer, ReceivedRequest } from "./prepared-request.ts";

export interface WorkerPreparerOptions extends WorkerSettings {
  /** The calls that count already, for a thread that knows none. It does not fail. */
  recall: () => Promise<readonly SpanRecord[]>;
  /** The thread died; a new one takes its place. */
  onCrash?: () => void;
  log: Log;
  startThread?: (settings: WorkerSettings) => Worker;
  /** A request that takes longer is given up, and its thread with it. */
  requestMsMax?: number;
}

/** Prepares requests in a thread of its own. */
export interface WorkerPreparer extends Preparer {
  /** Waits for what is under way, then lets the thread go. What waits is not begun any more. */
  close(): Promise<void>;
}

/** Opens the thread, which knows the calls that `recall` gives when this resolves. */
export async function prepareInWorker(options: WorkerPreparerOptions): Promise<WorkerPreparer> {
  const preparer = new OpenWorkerPreparer(options);
  await preparer.start();
  return preparer;
}

interface Job {
  id: number;
  request: ReceivedRequest;
  bytes: number;
  fingerprint: string;
  resolve: (prepared: PreparedRequest) => void;
  reject: (error: Error) => void;
}

/** Sent and not answered: enough that the thread need not wait, few enough to lose with it. */
const sentMax = 4;
const waitingBytesMax = 256 * 2 ** 20;
const requestMsMaxDefault = 60_000;
const backOffMsMax = 5000;
const suspectsMax = 1000;
/** So often may one request kill its thread before it is refused. */
const crashesMax = 2;

class OpenWorkerPreparer implements WorkerPreparer {
  readonly #options: WorkerPreparerOptions;
  readonly #waiting: Job[] = [];
  readonly #sent = new Map<number, Job>(); // in the order sent
  /** How often a request was the one that its thread died of. */
  readonly #crashes = new Map<string, number>();
  #waitingBytes = 0; // of what is not answered
  #requests = 0;
  #worker: Worker | null = null;
  #closed = false;
  #backOffMs = 0;
  #watch: NodeJS.Timeout | null = null;
  #idle: () => void = () => {};

  constructor(options: WorkerPreparerOptions) {
    this.#options = options;
  }

  /** Resolves when the thread runs, or another will be started in its place. */
  async start(): Promise<void> {
    const spans = await this.#options.recall();
    if (this.#closed) return;
    const { limits, startThread = createThread, windowSpansMax } = this.#options;
    const worker = startThread({ limits, windowSpansMax });
    let reason: unknown = null;
    let ended = false;
    worker.on("message", (answer: WorkerAnswer) => this.#answered(answer));
    worker.on("error", (error) => (reason = error));
    worker.once("exit", (code) => {
      ended = true;
      this.#died(reason ?? new Error(`it ended with code ${code}`));
    });
    await new Promise<void>((begun) => worker.once("online", begun).once("exit", () => begun()));
    if (ended) return;
    if (this.#closed) return void worker.terminate();
    this.#worker = worker;
    this.#tell({ type: "remember", spans });
    this.#send();
  }

  prepare(request: ReceivedRequest): Promise<{ id: number; prepared: PreparedRequest }> {
    const bytes = request.body.length;
    if (this.#closed) return Promise.reject(stopping());
    if (this.#waitingBytes > 0 && this.#waitingBytes + bytes > waitingBytesMax)
      return Promise.reject(new QueueFullError("too many requests wait to be read", 1));
    const fingerprint = `${crc32(request.body)} ${bytes}`;
    if ((this.#crashes.get(fingerprint) ?? 0) >= crashesMax)
      return Promise.reject(new DecodeError("the server failed on this request more than once"));
    const id = (this.#requests += 1);
    return new Promise((resolve, reject) => {
      const done = (prepared: PreparedRequest): void => resolve({ id, prepared });
      this.#waiting.push({ id, request, bytes, fingerprint, resolve: done, reject });
      this.#waitingBytes += bytes;
      this.#send();
    });
  }

  settle(id: number, kept: boolean): void {
    this.#tell({ type: "settle", id, kept });
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const job of this.#waiting.splice(0)) this.#fail(job, stopping());
    if (this.#sent.size > 0 && this.#worker) await new Promise<void>((idle) => (this.#idle = idle));
    this.#stopWatch();
    await this.#worker?.terminate();
  }

  #tell(task: WorkerTask): void {
    const transfer = task.type === "prepare" ? [task.request.body.buffer] : [];
    this.#worker?.postMessage(
      task,
      transfer.filter((buffer) => buffer instanceof ArrayBuffer),
    );
  }

  #send(): void {
    while (this.#worker && this.#sent.size < sentMax) {
      const job = this.#waiting.shift();
      if (!job) break;
      this.#sent.set(job.id, job);
      const request = { ...job.request, body: ownBytes(job.request.body) };
      this.#tell({ type: "prepare", id: job.id, request });
      this.#watch ??= this.#startWatch();
    }
  }

  #answered(answer: WorkerAnswer): void {
    const job = this.#sent.get(answer.id);
    if (!job) return;
    this.#sent.delete(answer.id);
    this.#stopWatch();
    this.#backOffMs = 0;
    if ("prepared" in answer) {
      this.#waitingBytes -= job.bytes;
      job.resolve(answer.prepared);
    } else this.#fail(job, fromFailure(answer.failure));
    if (this.#sent.size > 0) this.#watch = this.#startWatch();
    else this.#idle();
    this.#send();
  }

  /** Of what was sent, the thread worked on the oldest: that is what it died of. */
  #died(reason: unknown): void {
    this.#worker = null;
    this.#stopWatch();
    const lost = [...this.#sent.values()];
    this.#sent.clear();
    const [culprit] = lost;
    if (culprit) this.#suspect(culprit);
    const error = new StoreError("the request could not be read now", { retryable: true });
    for (const job of lost) this.#fail(job, error);
    this.#idle();
    if (this.#closed) return;
    this.#options.onCrash?.();
    this.#options.log.error("the thread that reads requests died", {
      error: reason,
      request: culprit && { bytes: culprit.bytes, project: culprit.request.project },
    });
    setTimeout(() => void this.start(), this.#backOffMs).unref();
    this.#backOffMs = Math.min(backOffMsMax, Math.max(100, this.#backOffMs * 2));
  }

  #suspect({ fingerprint }: Job): void {
    const crashes = (this.#crashes.get(fingerprint) ?? 0) + 1;
    this.#crashes.delete(fingerprint);
    this.#crashes.set(fingerprint, crashes);
    const [oldest] = this.#crashes.keys();
    if (this.#crashes.size > suspectsMax && oldest !== undefined) this.#crashes.delete(oldest);
  }

  #fail(job: Job, error: Error): void {
    this.#waitingBytes -= job.bytes;
    job.reject(error);
  }

  #startWatch(): NodeJS.Timeout {
    const { requestMsMax = requestMsMaxDefault } = this.#options;
    return setTimeout(() => void this.#worker?.terminate(), requestMsMax).unref();
  }

  #stopWatch(): void {
    if (this.#watch) clearTimeout(this.#watch);
    this.#watch = null;
  }
}

/** Bytes that can be given away: those of a view of something larger are copied. */
const ownBytes = (body: Uint8Array): Uint8Array =>
  body.byteLength === body.buffer.byteLength && body.length > 0 ? body : Uint8Array.from(body);

const stopping = (): StoreError => new StoreError("the server is stopping", { retryable: true });

/** From sources the thread needs the same loader as this one, which it must be given in its own code. */
function createThread(workerData: WorkerSettings): Worker {
  if (!import.meta.url.endsWith(".ts"))
    return new Worker(new URL("./prepare-worker.js", import.meta.url), { workerData });
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx/package.json"));
  const loader = new URL("dist/esm/api/index.mjs", tsx).href;
  const entry = new URL("./prepare-worker.ts", import.meta.url).href;
  const code = `import("${loader}").then((tsx) => { tsx.register(); return import("${entry}"); })`;
  return new Worker(code, { eval: true, workerData, execArgv: ["--conditions=spanward:source"] });
}
