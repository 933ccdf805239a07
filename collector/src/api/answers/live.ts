import { z } from "zod";
import { TraceSummary } from "./trace-summary.ts";

/** A trace as it is now, with what runs in it. */
export const LiveTrace = TraceSummary.extend({
  /** Spans that began and have not ended, the last begun first; at most 5 are listed. */
  running: z.array(
    z.object({
      spanId: z.string(),
      kind: z.string(),
      name: z.string(),
      agent: z.string(), // "" for none
      startTime: z.string(),
    }),
  ),
  runningCount: z.number(), // all of them
});
export type LiveTrace = z.infer<typeof LiveTrace>;

/** What an event of the live tail says: `event: news`, as JSON. */
export const LiveNews = z.object({
  now: z.string(), // the server's clock
  traces: z.array(LiveTrace), // those that changed, each as it is now
  /** Changes that were left out since the last event, because more came than can be sent. */
  missed: z.number(),
  hasGap: z.boolean(), // the follower was away for too long: what came meanwhile is in the list alone
  /** Of the whole project, whatever is looked for. */
  spansPerSecond: z.number(),
  tracesPerSecond: z.number(),
});
export type LiveNews = z.infer<typeof LiveNews>;
