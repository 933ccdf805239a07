import { createStore } from "@spanward/clickhouse";
import { createGate } from "./access/gate.ts";
import { type KeyRing, openKeyRing } from "./access/key-ring.ts";
import { isLoopbackAddress } from "./access/loopback.ts";
import { createSenderGate } from "./access/sender-gate.ts";
import type { ServerStatus } from "./api/answers/status.ts";
import { type CloseStack, createCloseStack } from "./close-stack.ts";
import { type Config, ConfigError } from "./config.ts";
import type { ControlStore } from "./control/control-store.ts";
import { openControlStore } from "./control/open-control-store.ts";
import { openCosts } from "./costs/open-costs.ts";
import { type Ingest, openIngest } from "./ingest.ts";
import { type ExpireOptions, expireProjects } from "./jobs/expire-projects.ts";
import { startNightly } from "./jobs/nightly.ts";
import type { Log } from "./log.ts";
import { Metrics } from "./metrics.ts";
import { openPorts } from "./ports.ts";
import { openStorage, type Storage } from "./storage.ts";
import { composeWeb } from "./web/compose-web.ts";

/** A server that answers. */
export interface RunningServer {
  url: string; // of pages and API, for people
  otlpUrl: string; // OTLP over HTTP
  grpcUrl: string | null; // null: switched off
  engine: string; // what the data is in, in words
  guarded(): boolean; // keys are needed
  /** Everything it answers besides OTLP, such as `GET /api/traces`. */
  routes: readonly string[];
  /** Takes no more, stores what was accepted as far as the grace allows, and lets go of the data folder. */
  close(): Promise<void>;
}

export interface ServerOptions {
  log: Log;
  /** Whether other commands may find this server by its data folder. */
  announce?: boolean;
}

/**
 * Opens everything and listens. What was opened is closed again when something fails.
 *
 * @throws {ConfigError} when others than this machine would be served without a key
 * @throws {FolderBusyError} when another process has the data folder
 * @throws {PortError} when a port cannot be listened on
 * @throws {StoreError} when the database cannot be opened or migrated
 */
export async function openServer(config: Config, options: ServerOptions): Promise<RunningServer> {
  const stack = createCloseStack(options.log);
  try {
    return await open(config, options, stack);
  } catch (error) {
    await stack.close();
    throw error;
  }
}

/** How long a revoked key stays good, and a new one is unknown, at most. */
const keysRefreshMs = 1000;

async function open(config: Config, options: ServerOptions, stack: CloseStack) {
  const { announce = true, log } = options;
  const storage = await openStorage(config, log.child({ module: "storage" }));
  stack.add("storage", () => storage.close());
  const control = await openControlStore(config.dataDir);
  stack.add("control store", () => control.close());
  const onError = (error: unknown) => log.error("keys could not be read", { error });
  const keys = await openKeyRing(control, { refreshMs: keysRefreshMs, onError });
  stack.add("keys", () => keys.close());
  demandKey(config, keys);
  await control.addProject("default");

  const gate = createGate({ ...config, keys, trustedOrigins: config.corsOrigins });
  const metrics = new Metrics();
  const admit = createSenderGate({ control, gate, log });
  const ingest = await openIngest({ config, storage, metrics, admit, log }, stack);
  const costs = await openCosts(
    {
      control,
      db: storage.db,
      store: createStore(storage.db),
      waitingMs: () => metrics.snapshot().oldestWaitingMs,
      changes: () => metrics.snapshot().requests + metrics.snapshot().stored,
      everyMs: config.costs.everyMs,
      log: log.child({ module: "costs" }),
    },
    stack,
  );
  startExpiry({ config, control, ingest, storage, log }, stack);
  const parts = { config, control, costs, gate, ingest, keys, log, metrics, storage };
  let endpoints: ServerStatus["endpoints"] = { http: "", grpc: null };
  const web = await composeWeb({ ...parts, endpoints: () => endpoints }, stack);
  const urls = await openPorts({ config, ingest, ...web }, stack);
  stack.add("live tail", () => web.live.close()); // first, or the ports would wait for its readers
  endpoints = { http: urls.otlpUrl, grpc: urls.grpcUrl };
  if (announce) await storage.lock.announce(urls.url);
  const version = await storage.db.version();
  return {
    ...urls,
    engine: `${config.store.kind} ClickHouse ${version}`,
    guarded: () => keys.guarded(),
    routes: web.pages.routes.map(({ method, path }) => `${method} ${path}`),
    close: () => stack.close(),
  };
}

/** Everybody on the network could read every prompt. */
function demandKey({ host }: Config, keys: KeyRing): void {
  if (isLoopbackAddress(host) || keys.guarded()) return;
  throw new ConfigError(
    `host ${host} can be reached from other machines, and there is no API key yet. ` +
      "Create one first: spanward keys create",
  );
}

interface Expiry {
  config: Config;
  control: ControlStore;
  ingest: Ingest;
  storage: Storage;
  log: Log;
}

function startExpiry({ config, control, ingest, log, storage }: Expiry, stack: CloseStack): void {
  const { db, dialect } = storage;
  const now = () => new Date();
  const forget: ExpireOptions["forget"] = (erased) => ingest.segments.kept.forget(erased);
  const keptDays = config.retention.spanDays;
  const nightly = startNightly({
    work: () => expireProjects({ db, dialect, control, forget, keptDays, now, log }),
    onError: (error) => log.error("projects could not be expired", { error }),
    now,
  });
  stack.add("nightly work", () => nightly.stop());
}
