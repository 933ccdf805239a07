import { z } from "zod";
import type { Database } from "../database.ts";
import { candidateWindows } from "./candidate-windows.ts";
import { allTime, inPeriod, type Period } from "./period.ts";
import { spanVersions } from "./span-source.ts";
import { TraceAggregate, traceAggregates } from "./trace-aggregate.ts";

/** Runs looked at before it is said that there is no good one. */
export const goodRunsLookedAt = 200;
const pageSize = 20;

/** Whose runs: those whose root is of this agent, or of this name where no agent is known. */
export interface RunsOf {
  project: string;
  agent: string; // "" where the root names none
  name: string;
  beforeUnixNano: bigint;
}

/**
 * Answers "when did it last work?": the newest run of the same agent that started earlier, ended, and did
 * not fail. Null when none of the last {@link goodRunsLookedAt} did.
 */
export async function lastGoodTrace(db: Database, query: RunsOf): Promise<TraceAggregate | null> {
  const { project, beforeUnixNano } = query;
  const before = { project, fromUnixNano: allTime.fromUnixNano, toUnixNano: beforeUnixNano };
  let left = goodRunsLookedAt;
  for await (const window of candidateWindows(db, before)) {
    let { toUnixNano } = window;
    while (left > 0) {
      const runs = await findRuns(db, { ...query, ...window, toUnixNano });
      const good = await firstGood(db, query, runs);
      if (good) return good;
      left -= runs.length;
      const last = runs.at(-1);
      if (!last || runs.length < pageSize) break;
      toUnixNano = last.startUnixNano;
    }
    if (left <= 0) return null;
  }
  return null;
}

function findRuns(db: Database, query: RunsOf & Period): Promise<Run[]> {
  return db.select(Run, query.agent === "" ? runsByName : runsByAgent, { ...query });
}

async function firstGood(
  db: Database,
  query: RunsOf,
  runs: readonly Run[],
): Promise<TraceAggregate | null> {
  if (runs.length === 0) return null;
  const traceIds = runs.map(({ traceId }) => traceId);
  const [good] = await db.select(TraceAggregate, goodRuns, { ...query, traceIds });
  return good ?? null;
}

const Run = z.object({ traceId: z.string(), startUnixNano: z.coerce.bigint() });
type Run = z.infer<typeof Run>;

const runsWhere = (condition: string) => `
  SELECT trace_id AS traceId, max(toUnixTimestamp64Nano(start_time)) AS startUnixNano
    FROM ${spanVersions({
      columns: "trace_id, start_time",
      where: [...inPeriod, "parent_span_id = ''", "status != 'error'", condition],
    })}
   GROUP BY trace_id
   ORDER BY startUnixNano DESC
   LIMIT ${pageSize}`;
const runsByAgent = runsWhere("agent = {agent:String}");
const runsByName = runsWhere("agent = '' AND name = {name:String}");

const goodRuns = `${traceAggregates({
  traces: "by id",
  where: ["trace_id IN {traceIds:Array(String)}"],
  trace: ["traceStatus != 'error'", "pendingCount = 0", "startUnixNano < {beforeUnixNano:Int64}"],
})} ORDER BY startUnixNano DESC LIMIT 1`;
