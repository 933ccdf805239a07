import { allTime, type SessionAggregate, type Store } from "@spanward/clickhouse";
import { Hono } from "hono";
import { z } from "zod";
import { SessionDetail, SessionList, type SessionSummary } from "./answers/session.ts";
import { ApiError } from "./api-error.ts";
import { periodOf } from "./asked-period.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { formatInstant } from "./instant.ts";
import { formatUsd } from "./money.ts";
import { limit, period, project } from "./parameters.ts";
import { type ApiEnv, projectOf } from "./project.ts";
import { describe, path, query } from "./route.ts";
import { summarizeTrace, usageOf } from "./trace-summary.ts";

const ListQuery = z.object({
  project,
  ...period,
  limit: limit(50, 200),
  cursor: z.string().max(2000).optional(),
});
const DetailQuery = z.object({ project, limit: limit(200, 500) });
const SessionPath = z.object({ sessionId: z.string().min(1).max(1000) });

/** `/api/sessions`: conversations, and the traces of one. */
export function sessionRoutes({ store }: { store: Store }) {
  return new Hono<ApiEnv>()
    .get(
      "/",
      describe("Sessions, the last active first", SessionList),
      query(ListQuery),
      async (c) => {
        const asked = c.req.valid("query");
        const after = asked.cursor === undefined ? null : decodeCursor(asked.cursor);
        const page = await store.listSessions({
          project: projectOf(c, asked.project),
          ...periodOf(asked.from ?? allTime.fromUnixNano, asked.to ?? allTime.toUnixNano),
          limit: asked.limit,
          after: after && { lastUnixNano: after.unixNano, session: after.id },
        });
        const next = page.next && { unixNano: page.next.lastUnixNano, id: page.next.session };
        return c.json<SessionList>({
          sessions: page.sessions.map((session) => summarizeSession(session)),
          nextCursor: next && encodeCursor(next),
        });
      },
    )
    .get(
      "/:sessionId",
      describe("One session with its traces, oldest first", SessionDetail),
      path(SessionPath),
      query(DetailQuery),
      async (c) => {
        const asked = c.req.valid("query");
        const detail = await store.sessionDetail({
          project: projectOf(c, asked.project),
          session: c.req.valid("param").sessionId,
          limit: asked.limit + 1,
        });
        if (!detail) {
          throw new ApiError(
            404,
            "no_such_session",
            "There is no such session in this project. Its spans may have expired, or name no session.",
          );
        }
        return c.json<SessionDetail>({
          session: summarizeSession(detail.session),
          traces: detail.traces.slice(0, asked.limit).map((trace) => summarizeTrace(trace)),
          truncated: detail.traces.length > asked.limit,
        });
      },
    );
}

function summarizeSession(session: SessionAggregate): SessionSummary {
  return {
    sessionId: session.session,
    startTime: formatInstant(session.startUnixNano),
    endTime: formatInstant(session.endUnixNano),
    traceCount: session.traceCount,
    errorCount: session.errorCount,
    llmCalls: session.llmCalls,
    agents: session.agents,
    models: session.models,
    userId: session.userId || null,
    usage: usageOf(session),
    costUsd: session.costNanoUsd === null ? null : formatUsd(session.costNanoUsd),
    firstInput: session.firstInput,
  };
}
