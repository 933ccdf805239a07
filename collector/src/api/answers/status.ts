import { z } from "zod";

/** What the server is and how it fares: the strip in the shell and the diagnostic of the empty state. */
export const ServerStatus = z.object({
  version: z.string(),
  engine: z.object({ kind: z.enum(["embedded", "remote"]), version: z.string() }),
  endpoints: z.object({ http: z.string(), grpc: z.string().nullable() }), // what a sender must be pointed at
  authentication: z.enum(["loopback", "keys"]),
  projects: z.array(z.string()),
  ingest: z.object({
    accepted: z.number(), // spans, since the server started; accepted = stored + rejected + waiting
    stored: z.number(),
    rejected: z.number(),
    waiting: z.number(), // acknowledged, in a segment, not yet queryable
    oldestWaitingMs: z.number(),
    backlogBytes: z.number(), // of all signals and all tables
    backlogRows: z.number(),
    requests: z.number(),
    refusals: z.array(
      z.object({ time: z.string(), reason: z.string(), message: z.string(), count: z.number() }),
    ), // the latest ones, newest first, at most 20
    lastReceivedAt: z.string().nullable(),
    lastTraceId: z.string().nullable(),
    lastTraceProject: z.string().nullable(),
  }),
  demo: z.object({
    state: z.enum(["idle", "loading", "removing"]),
    sentTraces: z.number(), // of the run under way, or the last one
    totalTraces: z.number(), // 0 before the first run
    problem: z.string().nullable(), // why the last run failed
  }),
  disk: z.object({ freeBytes: z.number(), totalBytes: z.number() }).nullable(), // null: the store is elsewhere
  alarms: z.array(z.object({ name: z.string(), message: z.string(), action: z.string() })),
});
export type ServerStatus = z.infer<typeof ServerStatus>;
