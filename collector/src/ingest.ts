import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createStore } from "@spanward/clickhouse";
import type { HeaderReader } from "./access/credentials.ts";
import type { SenderAdmission } from "./access/sender-gate.ts";
import type { CloseStack } from "./close-stack.ts";
import type { Config } from "./config.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { createPipeline } from "./pipeline.ts";
import { prepareInWorker } from "./prepare/prepare-in-worker.ts";
import { recallCalls, windowSpansMax } from "./recall-calls.ts";
import { createOtlpGrpc, type OtlpGrpcServer } from "./receive/grpc.ts";
import { createOtlpHttp, type OtlpHttpHandler } from "./receive/http.ts";
import type { Frame } from "./segment/frame.ts";
import { openSegments, type Segments } from "./segment/segments.ts";
import type { Storage } from "./storage.ts";
import type { Health } from "./web/create-web.ts";

export interface IngestOptions {
  config: Config;
  storage: Storage;
  metrics: Metrics;
  admit: (header: HeaderReader) => SenderAdmission;
  log: Log;
}

/** The way in: from bytes to what is durable. */
export interface Ingest {
  http: OtlpHttpHandler;
  grpc: OtlpGrpcServer | null; // null: switched off
  segments: Segments;
  segmentFolder: string;
  /** Takes in traces made in this process, as if they had been sent. @throws as the pipeline does */
  receive(request: { project: string; body: Uint8Array }): Promise<void>;
  /** Whether a span that came now would be kept: makes something durable, and asks the database. */
  probe(): Promise<Health>;
}

/** Opens the write-ahead segments, which replays what a former process left, and what feeds them. */
export async function openIngest(options: IngestOptions, stack: CloseStack): Promise<Ingest> {
  const { admit, config, log, metrics, storage } = options;
  const segmentFolder = join(config.dataDir, "segments");
  const segments = await openSegments({
    ...config.limits,
    ack: config.ack,
    fsync: config.fsync,
    folder: segmentFolder,
    insert: (into, blocks) => storage.db.insertAgain(into, blocks),
    reachable: () => isReachable(storage),
    metrics,
    log: log.child({ module: "segment" }),
  });
  stack.add("segments", () => segments.close(config.shutdownGraceMs));
  const pipelineLog = log.child({ module: "pipeline" });
  const store = createStore(storage.db);
  const preparer = await prepareInWorker({
    limits: config.limits,
    windowSpansMax,
    recall: () => recallCalls({ segments, store, log: pipelineLog }),
    onCrash: () => metrics.failed("worker"),
    log: pipelineLog,
  });
  stack.add("preparation", () => preparer.close());
  const pipeline = createPipeline({
    segments,
    preparer,
    metrics,
    log: pipelineLog,
  });
  const receiver = {
    pipeline,
    admit,
    limits: config.limits,
    metrics,
    log: log.child({ module: "receive" }),
  };
  return {
    http: createOtlpHttp({ ...receiver, corsOrigins: config.corsOrigins }),
    grpc: config.grpc ? createOtlpGrpc(receiver) : null,
    segments,
    segmentFolder,
    async receive({ body, project }) {
      await pipeline.accept({
        signal: "traces",
        project,
        body,
        compression: "none",
        encoding: "json",
      });
    },
    probe: () => probe(segments, storage),
  };
}

async function probe(segments: Segments, storage: Storage): Promise<Health> {
  const attempts = await Promise.allSettled([
    inTime("the write-ahead segment", segments.append(nothing)),
    inTime("ClickHouse", storage.db.ping()),
  ]);
  const problems = attempts
    .map((attempt) => (attempt.status === "rejected" ? messageOf(attempt.reason) : ""))
    .filter((problem) => problem !== "");
  return { ok: problems.length === 0, problems };
}

/** A frame like any other, but for what is in it. */
const nothing: Frame = { project: "", signal: "traces", items: 0, blocks: [] };

const probeMsMax = 3000;

const isReachable = ({ db }: Storage): Promise<boolean> =>
  inTime("ClickHouse", db.ping()).then(
    () => true,
    () => false,
  );

/** What hangs is no better than what fails. */
async function inTime(name: string, work: Promise<void>): Promise<void> {
  const late = sleep(probeMsMax, `${name} did not answer within ${probeMsMax} ms`, { ref: false });
  const problem = await Promise.race([work, late]);
  if (problem !== undefined) throw new Error(problem);
}

const messageOf = (reason: unknown): string =>
  reason instanceof Error ? reason.message : String(reason);
