import type { Database } from "@spanward/clickhouse";
import { z } from "zod";
import type { Check } from "../api/answers/diagnosis.ts";

/** What ClickHouse says of itself: that it answers, what time it has, and what it could not read. */
export async function checkStorage(db: Database, now: () => Date): Promise<Check[]> {
  const bounded = db.within({ timeMsMax: questionMsMax });
  try {
    const version = await bounded.version();
    return [
      ok("engine", `ClickHouse ${version}, ${db.engine === null ? "remote" : "embedded"}`),
      await checkClock(bounded, now),
      await checkParts(bounded),
      ...checkRestarts(db),
    ];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const action =
      db.engine === null
        ? "Check that the ClickHouse server runs and that store.url and store.password are right."
        : "It is started again by itself. If it stays so, read the log and free memory or disk space.";
    return [{ name: "engine", state: "fail", finding: reason.slice(0, 200), action }];
  }
}

const questionMsMax = 5000;

export const ok = (name: string, finding: string): Check => ({
  name,
  state: "ok",
  finding,
  action: "",
});

async function checkClock(db: Database, now: () => Date): Promise<Check> {
  const row = z.object({ ms: z.string() });
  const [answer] = await db.select(row, "SELECT toUnixTimestamp64Milli(now64(3)) AS ms");
  const skewMs = Math.abs(now().getTime() - Number(answer?.ms));
  if (skewMs < skewMsMax) return ok("clock", `the engine's is ${skewMs} ms from the server's`);
  return {
    name: "clock",
    state: "warn",
    finding: `the engine's is ${skewMs} ms from the server's`,
    action: "Set the clocks by NTP: time ranges and retention go by them.",
  };
}

const skewMsMax = 2000;

/** Parts that were broken at the start are left out of every answer, without a word from the engine. */
async function checkParts(db: Database): Promise<Check> {
  const row = z.object({ broken: z.string() });
  const [answer] = await db.select(
    row,
    `SELECT count() AS broken FROM system.detached_parts
     WHERE database = currentDatabase() AND reason LIKE 'broken%'`,
  );
  const broken = Number(answer?.broken ?? 0);
  if (broken === 0) return ok("parts", "none is broken");
  return {
    name: "parts",
    state: "fail",
    finding: `${broken} parts are broken and left out of every answer`,
    action: "Check the disk, then restore the data folder from a backup.",
  };
}

function checkRestarts({ engine }: Database): Check[] {
  if (engine === null) return [];
  const { restarts } = engine;
  if (restarts === 0) return [ok("restarts", "the engine has run since the server started")];
  return [
    {
      name: "restarts",
      state: "warn",
      finding: `the engine had to be started again ${restarts} times`,
      action: "Give the machine more memory, or narrow the time ranges that are asked for.",
    },
  ];
}
