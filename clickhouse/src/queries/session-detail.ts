import type { Database } from "../database.ts";
import { SessionAggregate, sessionAggregates } from "./session-aggregate.ts";
import { spanVersions } from "./span-source.ts";
import { TraceAggregate, traceAggregates } from "./trace-aggregate.ts";

export interface SessionDetail {
  session: SessionAggregate;
  traces: TraceAggregate[];
}

/** One session with its traces, oldest first, at most `limit`; null when there is no such session. */
export async function sessionDetail(
  db: Database,
  query: { project: string; session: string; limit: number },
): Promise<SessionDetail | null> {
  const { project, limit } = query;
  const parameters = { project, limit, sessions: [query.session] };
  const [[session], traces] = await Promise.all([
    db.select(SessionAggregate, sessionSql, parameters),
    db.select(TraceAggregate, tracesSql, parameters),
  ]);
  return session ? { session, traces } : null;
}

const tracesOfSession = [
  `trace_id IN ${spanVersions({
    columns: "trace_id",
    where: ["session_id IN {sessions:Array(String)}"],
  })}`,
];

const sessionSql = `${sessionAggregates(tracesOfSession)} LIMIT 1`;

const tracesSql = `${traceAggregates({
  traces: "by id",
  where: tracesOfSession,
  trace: ["sessionId IN {sessions:Array(String)}"],
})}
   ORDER BY startUnixNano, traceId
   LIMIT {limit:UInt32}`;
