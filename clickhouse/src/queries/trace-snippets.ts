import { z } from "zod";
import type { Database } from "../database.ts";
import { contentById, spansById } from "./span-source.ts";

/** Where a trace says a text, and what stands around it. */
const TraceSnippet = z.object({
  traceId: z.string(),
  spanId: z.string(),
  foundIn: z.enum(["output", "input", "error", "name"]),
  before: z.string(), // at most {@link snippetCharacters} of what comes before it, likewise `after`
  match: z.string(), // the text as it is written there
  after: z.string(),
});
export type TraceSnippet = z.infer<typeof TraceSnippet>;

/** Code points. */
const snippetCharacters = 60;

/**
 * Answers "where do these traces say it?": for each trace that says the text, the first span to do so, by
 * what it answered, was given, failed with, or is called. Case does not matter.
 */
export async function traceSnippets(
  db: Database,
  query: { project: string; traceIds: readonly string[]; text: string },
): Promise<TraceSnippet[]> {
  const said = await db.select(TraceSnippet, contentSql, query);
  const found = new Set(said.map(({ traceId }) => traceId));
  const silent = query.traceIds.filter((traceId) => !found.has(traceId));
  if (silent.length === 0) return said;
  return [...said, ...(await db.select(TraceSnippet, spansSql, { ...query, traceIds: silent }))];
}

const ofTraces = ["trace_id IN {traceIds:Array(String)}"];

const snippetsSql = (source: string, places: readonly [name: string, column: string][]): string => `
  WITH [${places.map(([, column]) => column).join(", ")}] AS texts,
       arrayMap(each -> positionCaseInsensitiveUTF8(each, {text:String}), texts) AS positions,
       arrayFirstIndex(position -> position > 0, positions) AS place,
       texts[place] AS said,
       positions[place] AS at,
       lengthUTF8({text:String}) AS characters,
       greatest(1, at - ${snippetCharacters}) AS begin
  SELECT trace_id AS traceId, span_id AS spanId,
         [${places.map(([name]) => `'${name}'`).join(", ")}][place] AS foundIn,
         substringUTF8(said, begin, at - begin) AS before,
         substringUTF8(said, at, characters) AS match,
         substringUTF8(said, at + characters, ${snippetCharacters}) AS after
    FROM ${source}
   WHERE place > 0
   ORDER BY start_time, span_id
   LIMIT 1 BY trace_id
   LIMIT 1000`;

const contentSql = snippetsSql(
  contentById({ columns: "trace_id, span_id, start_time, output, new_input", where: ofTraces }),
  [
    ["output", "output"],
    ["input", "new_input"],
  ],
);

const spansSql = snippetsSql(
  spansById({
    columns:
      "trace_id, span_id, start_time, name, status_message, error_type, input_preview, output_preview",
    where: ofTraces,
  }),
  [
    ["output", "output_preview"],
    ["input", "input_preview"],
    ["error", "status_message"],
    ["error", "toString(error_type)"],
    ["name", "toString(name)"],
  ],
);
