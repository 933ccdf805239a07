import { z } from "zod";
import type { Database } from "../database.ts";
import { scoresById } from "./span-source.ts";

/** How many scores of a span are read. */
export const spanScoresMax = 200;

/** What somebody or something thought of a span. */
export const SpanScore = z.object({
  name: z.string(),
  value: z.number().nullable(), // null: a label only
  label: z.string(),
  explanation: z.string(),
  source: z.string(),
  evaluator: z.string(),
  timeUnixNano: z.coerce.bigint(),
});
export type SpanScore = z.infer<typeof SpanScore>;

/** The scores of one span, newest first, at most {@link spanScoresMax}. */
export function spanScores(
  db: Database,
  query: { project: string; traceId: string; spanId: string },
): Promise<SpanScore[]> {
  return db.select(SpanScore, sql, query);
}

const sql = `
  SELECT name, value, label, explanation, source, evaluator,
         toUnixTimestamp64Nano(time) AS timeUnixNano
    FROM ${scoresById({
      columns: "score_id, name, value, label, explanation, source, evaluator, time",
      where: ["trace_id = {traceId:String}", "span_id = {spanId:String}"],
    })}
   ORDER BY time DESC, score_id
   LIMIT ${spanScoresMax}`;
