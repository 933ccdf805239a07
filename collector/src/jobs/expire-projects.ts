import { type Database, type Dialect, erase } from "@spanward/clickhouse";
import type { ControlStore } from "../control/control-store.ts";
import type { Log } from "../log.ts";

export interface ExpireOptions {
  db: Database;
  dialect: Dialect;
  control: ControlStore;
  /** Inserted segments are kept for a while: what is erased must be forgotten there too. */
  forget: (erased: { project: string; before: number }) => Promise<void>;
  /** What the tables drop by themselves: only a project that is kept for less needs erasing. */
  keptDays: number;
  now: () => Date;
  log: Log;
}

/** Erases what projects keep for fewer days than the server. One project's failure is not another's. */
export async function expireProjects(options: ExpireOptions): Promise<void> {
  const { control, db, dialect, forget, keptDays, log, now } = options;
  for (const { id, retentionDays } of await control.listProjects()) {
    if (retentionDays === null || retentionDays >= keptDays) continue;
    const receivedBefore = new Date(now().getTime() - retentionDays * 86_400_000);
    try {
      await forget({ project: id, before: receivedBefore.getTime() });
      await erase(db, { project: id, receivedBefore, dialect });
      log.info("expired", { project: id, receivedBefore });
    } catch (error) {
      log.error("cannot expire a project; trying again tomorrow", { project: id, error });
    }
  }
}
