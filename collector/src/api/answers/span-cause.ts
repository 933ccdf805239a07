import { z } from "zod";
import { TraceSummary } from "./trace-summary.ts";

/** The model step that decided on a step; null when none came before it. */
export const SpanCause = z.object({
  cause: z
    .object({
      spanId: z.string(),
      name: z.string(),
      /** How it is known: its answer has the id of the call; it asked for the tool; it came last before. */
      rule: z.enum(["call id", "tool name", "previous step"]),
    })
    .nullable(),
});
export type SpanCause = z.infer<typeof SpanCause>;

/** The newest earlier run of the same agent that ended without failing; null when there is none. */
export const TraceBaseline = z.object({
  baseline: TraceSummary.nullable(),
  agent: z.string(), // whose runs were looked at: the root's agent, else the root's name
});
export type TraceBaseline = z.infer<typeof TraceBaseline>;
