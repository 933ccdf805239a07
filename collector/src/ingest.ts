import { createStore } from "@spanward/clickhouse";
import type { HeaderReader } from "./access/credentials.ts";
import type { SenderAdmission } from "./access/sender-gate.ts";
import type { CloseStack } from "./close-stack.ts";
import type { Config } from "./config.ts";
import { type Durable, openDurable } from "./durable.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { inTime } from "./in-time.ts";
import { createPipeline } from "./pipeline.ts";
import { prepareInWorker } from "./prepare/prepare-in-worker.ts";
import { recallCalls, windowSpansMax } from "./recall-calls.ts";
import { createOtlpGrpc, type OtlpGrpcServer } from "./receive/grpc.ts";
import { createOtlpHttp, type OtlpHttpHandler } from "./receive/http.ts";
import type { Frame } from "./segment/frame.ts";
import type { Segments } from "./segment/segments.ts";
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
export interface Ingest extends Durable {
  http: OtlpHttpHandler;
  grpc: OtlpGrpcServer | null; // null: switched off
  /** Takes in traces made in this process, as if they had been sent. @throws as the pipeline does */
  receive(request: { project: string; body: Uint8Array }): Promise<void>;
  /** Whether a span that came now would be kept: makes something durable, and asks the database. */
  probe(): Promise<Health>;
}

/** Opens the write-ahead segments, which replays what a former process left, and what feeds them. */
export async function openIngest(options: IngestOptions, stack: CloseStack): Promise<Ingest> {
  const { admit, config, log, metrics, storage } = options;
  const durable = await openDurable(options, stack);
  const { segments } = durable;
  const store = createStore(storage.db);
  const pipelineLog = log.child({ module: "pipeline" });
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
    ...durable,
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

const messageOf = (reason: unknown): string =>
  reason instanceof Error ? reason.message : String(reason);
