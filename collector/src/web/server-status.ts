import type { ServerStatus } from "../api/answers/status.ts";
import type { Check } from "../api/answers/diagnosis.ts";
import type { DiskSpace } from "../health/disk-check.ts";
import type { IngestSnapshot } from "../metrics.ts";

export interface StatusSources {
  version: string;
  engine: ServerStatus["engine"];
  endpoints: () => ServerStatus["endpoints"];
  guarded: () => boolean;
  projects: () => Promise<string[]>;
  ingest: () => IngestSnapshot;
  demo: () => ServerStatus["demo"];
  checks: () => Promise<Check[]>;
  /** Null when the store is elsewhere. */
  disk: () => Promise<DiskSpace | null>;
}

/** What the server says of itself to whoever may read `onlyProject`; null: all of it. */
export async function readServerStatus(
  sources: StatusSources,
  onlyProject: string | null,
): Promise<ServerStatus> {
  const ingest = sources.ingest();
  const mine = onlyProject === null || ingest.lastTraceProject === onlyProject;
  const checks = await sources.checks();
  return {
    version: sources.version,
    engine: sources.engine,
    endpoints: sources.endpoints(),
    authentication: sources.guarded() ? "keys" : "loopback",
    projects: onlyProject === null ? await sources.projects() : [onlyProject],
    ingest: mine ? ingest : { ...ingest, lastTraceId: null, lastTraceProject: null },
    demo: sources.demo(),
    disk: await sources.disk(),
    alarms: checks
      .filter(({ state }) => state !== "ok")
      .map(({ name, finding, action }) => ({ name, message: finding, action })),
  };
}
