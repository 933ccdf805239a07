import { z } from "zod";
import type { Database } from "../database.ts";
import { candidateWindows } from "./candidate-windows.ts";
import { inPeriod, inReach, type Period, reachOf } from "./period.ts";
import { SessionAggregate, sessionAggregates } from "./session-aggregate.ts";
import { spanVersions } from "./span-source.ts";

/** The place of a session in the list: by the start of its last span. */
export interface SessionPlace {
  lastUnixNano: bigint;
  session: string;
}

export interface SessionListQuery extends Period {
  project: string;
  limit: number;
  after: SessionPlace | null;
}

export interface SessionPage {
  sessions: SessionAggregate[];
  next: SessionPlace | null; // null: no more
}

/**
 * Answers "who talked to us last?": sessions with a span in the period, the last active first. What
 * they did longer than {@link traceReachDays} days before or after the period is not in their sums.
 */
export async function listSessions(db: Database, query: SessionListQuery): Promise<SessionPage> {
  const places = await findSessions(db, query);
  const page = places.slice(0, query.limit);
  const last = page.at(-1);
  const sessions = await db.select(SessionAggregate, sumSql, {
    project: query.project,
    ...reachOf(query),
    sessions: page.map(({ session }) => session),
  });
  const bySession = new Map(sessions.map((session) => [session.session, session]));
  return {
    sessions: page.flatMap(({ session }) => bySession.get(session) ?? []),
    next: last && places.length > page.length ? last : null,
  };
}

/** One more than the limit, when there are more. */
async function findSessions(db: Database, query: SessionListQuery): Promise<SessionPlace[]> {
  const after = query.after ?? { lastUnixNano: query.toUnixNano, session: "" };
  let places: SessionPlace[] = [];
  for await (const { fromUnixNano } of candidateWindows(db, query)) {
    // Whether this is a session's last span shows only with all that came after.
    places = await db.select(Place, placesSql, {
      project: query.project,
      fromUnixNano,
      toUnixNano: query.toUnixNano,
      afterUnixNano: after.lastUnixNano,
      afterSession: after.session,
      wanted: query.limit + 1,
    });
    if (places.length > query.limit) break;
  }
  return places;
}

const Place = z.object({ session: z.string(), lastUnixNano: z.coerce.bigint() });

const placesSql = `
  SELECT session_id AS session, max(toUnixTimestamp64Nano(start_time)) AS lastUnixNano
    FROM ${spanVersions({
      columns: "session_id, start_time",
      where: [...inPeriod, "session_id != ''"],
    })}
   GROUP BY session_id
  HAVING (lastUnixNano, session) < ({afterUnixNano:Int64}, {afterSession:String})
   ORDER BY lastUnixNano DESC, session DESC
   LIMIT {wanted:UInt32}`;

const sumSql = `${sessionAggregates([
  ...inReach,
  `trace_id IN ${spanVersions({
    columns: "trace_id",
    where: [...inReach, "session_id IN {sessions:Array(String)}"],
  })}`,
])} LIMIT 1000`;
