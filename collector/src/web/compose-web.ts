import { fileURLToPath } from "node:url";
import { createStore, erase, type Store } from "@spanward/clickhouse";
import type { Gate } from "../access/gate.ts";
import type { KeyRing } from "../access/key-ring.ts";
import type { Check } from "../api/answers/diagnosis.ts";
import type { ServerStatus } from "../api/answers/status.ts";
import { createApi } from "../api/app.ts";
import type { CloseStack } from "../close-stack.ts";
import type { Config } from "../config.ts";
import type { ControlStore } from "../control/control-store.ts";
import type { Costs } from "../costs/open-costs.ts";
import { diagnose } from "../health/diagnose.ts";
import { readDiskSpace } from "../health/disk-check.ts";
import { remember } from "../health/remember.ts";
import type { Ingest } from "../ingest.ts";
import { LiveTail } from "../live/live-tail.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { Storage } from "../storage.ts";
import { version } from "../version.ts";
import { createProbes, createWeb } from "./create-web.ts";
import { createDemoRunner, type DemoRunner, demoProject } from "./demo-runner.ts";
import { readServerStatus, type StatusSources } from "./server-status.ts";
import { readUiFiles } from "./ui-files.ts";

/** What an open server consists of. */
export interface ServerParts {
  config: Config;
  control: ControlStore;
  costs: Costs;
  gate: Gate;
  ingest: Ingest;
  keys: KeyRing;
  log: Log;
  metrics: Metrics;
  storage: Storage;
  /** Known once the ports are open. */
  endpoints: () => ServerStatus["endpoints"];
}

/** How long what was looked at is taken for true. Pages ask every second or two. */
const checksMs = 5000;
const healthMs = 1000;

/** Puts API, pages, demo, health and metrics together. */
export async function composeWeb(parts: ServerParts, stack: CloseStack) {
  const { config, control, costs, gate, ingest, keys, log, metrics, storage } = parts;
  const store = createStore(storage.db);
  const checks = remember(checksMs, () => look(parts, store));
  const demo = openDemo(parts, stack);
  const sources = await statusSources(parts, { checks, demo });
  const report = (error: unknown) => log.error("a request failed", { error });
  const live = new LiveTail({
    store,
    clock: Date.now,
    waitingMs: () => ingest.segments.backlog().oldestWaitingMs,
    onError: (error) => log.warn("the live tail could not look", { error }),
  });
  const api = createApi({
    store,
    costs,
    live,
    status: (onlyProject) => readServerStatus(sources, onlyProject),
    clock: Date.now,
    version,
    report,
  });
  const web = {
    api,
    gate,
    session: { control, keys, secure: config.publicUrl?.startsWith("https:") ?? false },
    demo,
    ui: await readUiFiles(uiFolder),
    diagnose: remember(healthMs, async () => ({
      version,
      time: new Date().toISOString(),
      checks: await look(parts, store),
    })),
    health: remember(healthMs, () => ingest.probe()),
    metrics: async () => ({
      text: await metrics.registry.metrics(),
      contentType: metrics.registry.contentType,
    }),
    report,
  };
  return { pages: createWeb(web), probes: createProbes(web), live };
}

const uiFolder = fileURLToPath(new URL("../../../ui/dist/", import.meta.url));

const look = ({ config, ingest, storage }: ServerParts, store: Store): Promise<Check[]> =>
  diagnose({
    config,
    store,
    engine: storage.db.engine,
    latestMigration: storage.latestMigration,
    backlog: () => ingest.segments.backlog(),
    segmentFolder: ingest.segmentFolder,
    pressure: ingest.pressure,
    refills: ingest.refills,
    now: () => new Date(),
  });

function openDemo({ control, ingest, log, storage }: ServerParts, stack: CloseStack): DemoRunner {
  const demo = createDemoRunner({
    receive: async ({ body }) => {
      await control.addProject(demoProject);
      await ingest.receive({ project: demoProject, body });
    },
    erase: async () => {
      await ingest.segments.flush();
      await ingest.segments.kept.forget({ project: demoProject });
      await erase(storage.db, { project: demoProject, dialect: storage.dialect });
    },
    log,
    now: Date.now,
  });
  stack.add("demo", () => demo.stop());
  return demo;
}

async function statusSources(
  { config, control, endpoints, keys, metrics, storage }: ServerParts,
  { checks, demo }: { checks: () => Promise<Check[]>; demo: DemoRunner },
): Promise<StatusSources> {
  const { kind } = config.store;
  return {
    version,
    engine: { kind, version: await storage.db.version() },
    endpoints,
    guarded: () => keys.guarded(),
    projects: async () => (await control.listProjects()).map(({ id }) => id),
    ingest: () => metrics.snapshot(),
    demo: () => demo.state(),
    checks,
    disk: async () => (kind === "remote" ? null : readDiskSpace(config.dataDir)),
  };
}
