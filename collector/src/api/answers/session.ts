import { z } from "zod";
import { TraceSummary, Usage } from "./trace-summary.ts";

/** A conversation: the traces that share one session id. */
export const SessionSummary = z.object({
  sessionId: z.string(),
  startTime: z.string(),
  endTime: z.string(),
  traceCount: z.number(),
  errorCount: z.number(), // traces with an error
  llmCalls: z.number(),
  agents: z.array(z.string()),
  models: z.array(z.string()),
  userId: z.string().nullable(),
  usage: Usage.nullable(),
  costUsd: z.string().nullable(),
  firstInput: z.string(), // preview of the first input
});
export type SessionSummary = z.infer<typeof SessionSummary>;

export const SessionList = z.object({
  sessions: z.array(SessionSummary),
  nextCursor: z.string().nullable(),
});
export type SessionList = z.infer<typeof SessionList>;

export const SessionDetail = z.object({
  session: SessionSummary,
  traces: z.array(TraceSummary), // oldest first
  truncated: z.boolean(),
});
export type SessionDetail = z.infer<typeof SessionDetail>;
