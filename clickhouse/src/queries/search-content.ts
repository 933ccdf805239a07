import { z } from "zod";
import type { Database } from "../database.ts";
import { inPeriod, type Period } from "./period.ts";
import { contentById, contentVersions } from "./span-source.ts";

/** The place of a hit among all. A cursor is the place of the last span looked at. */
export interface HitPlace {
  startUnixNano: bigint;
  traceId: string;
  spanId: string;
}

export interface ContentSearch extends Period {
  project: string;
  /** Whole words, one after the other. Case does not matter, for other than ASCII letters it does. */
  text: string;
  limit: number;
  after: HitPlace | null;
}

/** A span that says the text, and the text around its first place. */
const ContentHit = z.object({
  traceId: z.string(),
  spanId: z.string(),
  startUnixNano: z.coerce.bigint(),
  /** `output`: what the model or tool answered. `input`: the newest message that it was given. */
  foundIn: z.enum(["output", "input"]),
  before: z.string(), // at most {@link snippetCharacters} of what comes before it, likewise `after`
  match: z.string(), // the text as it is written there
  after: z.string(),
});
export type ContentHit = z.infer<typeof ContentHit>;

export interface ContentPage {
  hits: ContentHit[]; // newest first
  next: HitPlace | null; // null: no more; with fewer hits than asked for there may still be more
}

/** Code points. */
const snippetCharacters = 80;

/** Where the words stand often, but not one after the other, so many spans are read for one page. */
const candidatesMax = 2000;

/**
 * Answers "which spans said this?", newest first. The index finds the spans with all the words, without
 * reading what they say; that is read only of those which are shown, and decides.
 */
export async function searchContent(db: Database, query: ContentSearch): Promise<ContentPage> {
  const hits: ContentHit[] = [];
  let next = query.after;
  let seen = 0;
  for (const window of windows(query)) {
    let wanted = query.limit + 1;
    for (;;) {
      const candidates = await findCandidates(db, { ...query, ...window, after: next, wanted });
      hits.push(...(await readHits(db, query, candidates)));
      if (hits.length > query.limit) return cut(hits, query.limit);
      seen += candidates.length;
      next = candidates.at(-1) ?? next;
      if (candidates.length < wanted) break;
      if (seen >= candidatesMax) return { hits, next };
      wanted = Math.min(2 * wanted, candidatesMax);
    }
  }
  return { hits, next: null };
}

function cut(hits: ContentHit[], limit: number): ContentPage {
  const page = hits.slice(0, limit);
  const { startUnixNano, traceId, spanId } = page.at(-1) ?? {
    startUnixNano: 0n,
    traceId: "",
    spanId: "",
  };
  return { hits: page, next: { startUnixNano, traceId, spanId } };
}

const weekNs = 7n * 86_400_000_000_000n;

/** The newest week first, since content is kept by week; then four of them; then all the rest. */
function* windows({ fromUnixNano, toUnixNano, after }: ContentSearch): Generator<Period> {
  let to = after && after.startUnixNano < toUnixNano ? after.startUnixNano + 1n : toUnixNano;
  for (const weeks of [1n, 4n, null]) {
    const reached = weeks === null ? fromUnixNano : to - weeks * weekNs;
    const from = reached > fromUnixNano ? reached : fromUnixNano;
    if (from < to) yield { fromUnixNano: from, toUnixNano: to };
    to = from;
  }
}

const Candidate = z.object({
  traceId: z.string(),
  spanId: z.string(),
  startUnixNano: z.coerce.bigint(),
});

function findCandidates(
  db: Database,
  query: ContentSearch & { wanted: number },
): Promise<HitPlace[]> {
  const { after, toUnixNano, ...parameters } = query;
  return db.select(Candidate, candidatesSql, {
    ...parameters,
    toUnixNano,
    afterUnixNano: after?.startUnixNano ?? toUnixNano,
    afterTraceId: after?.traceId ?? "",
    afterSpanId: after?.spanId ?? "",
  });
}

/** Only the index and the keys are read. A word of its own is as good as a phrase. */
const candidatesSql = `
  SELECT trace_id AS traceId, span_id AS spanId, toUnixTimestamp64Nano(start_time) AS startUnixNano
    FROM ${contentVersions({
      columns: "trace_id, span_id, start_time",
      where: [
        ...inPeriod,
        "(hasAllTokens(output, {text:String}) OR hasAllTokens(new_input, {text:String}))",
      ],
    })}
   WHERE (startUnixNano, traceId, spanId)
         < ({afterUnixNano:Int64}, {afterTraceId:String}, {afterSpanId:String})
   ORDER BY startUnixNano DESC, traceId DESC, spanId DESC
   LIMIT 1 BY traceId, spanId, startUnixNano
   LIMIT {wanted:UInt32}`;

async function readHits(
  db: Database,
  { project, text }: ContentSearch,
  candidates: HitPlace[],
): Promise<ContentHit[]> {
  if (candidates.length === 0) return [];
  const hits = await db.select(ContentHit, hitsSql, {
    project,
    text,
    traceIds: candidates.map(({ traceId }) => traceId),
    spanIds: candidates.map(({ spanId }) => spanId),
  });
  // Of a span whose start changed only the version that won is a hit.
  const found = new Map(
    hits.map((hit) => [`${hit.startUnixNano} ${hit.traceId} ${hit.spanId}`, hit]),
  );
  return candidates.flatMap(
    ({ startUnixNano, traceId, spanId }) =>
      found.get(`${startUnixNano} ${traceId} ${spanId}`) ?? [],
  );
}

const hitsSql = `
  WITH positionCaseInsensitiveUTF8(output, {text:String}) AS in_output,
       positionCaseInsensitiveUTF8(new_input, {text:String}) AS in_input,
       if(in_output > 0, output, new_input) AS said,
       if(in_output > 0, in_output, in_input) AS at,
       lengthUTF8({text:String}) AS characters,
       greatest(1, at - ${snippetCharacters}) AS begin
  SELECT trace_id AS traceId, span_id AS spanId, toUnixTimestamp64Nano(start_time) AS startUnixNano,
         if(in_output > 0, 'output', 'input') AS foundIn,
         substringUTF8(said, begin, at - begin) AS before,
         substringUTF8(said, at, characters) AS match,
         substringUTF8(said, at + characters, ${snippetCharacters}) AS after
    FROM ${contentById({
      columns: "trace_id, span_id, start_time, output, new_input",
      where: ["trace_id IN {traceIds:Array(String)}", "span_id IN {spanIds:Array(String)}"],
    })}
   WHERE at > 0`;
