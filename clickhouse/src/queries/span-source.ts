/** What to read of the rows of one project. Both are SQL of our own; values go in as parameters. */
export interface Read {
  columns: string;
  /** Conditions besides `project = {project:String}`, all of which must hold. */
  where: string[];
}

/**
 * Spans to sum over: each span once, the winning version, merged while reading. Reads whole ranges,
 * so never take the newest few from it.
 */
export const spansToSum = ({ columns, where }: Read): string => `(
  SELECT ${columns} FROM spans FINAL WHERE ${inProject(where)}
  SETTINGS do_not_merge_across_partitions_select_final = 1)`;

/**
 * Spans of a few traces or ids: each (trace id, span id) once, the winning version, also where two
 * versions differ in their start. `columns` must hold what the query around it asks for.
 */
export const spansById = (read: Read): string =>
  latestRows({ ...read, table: "spans", identity: "trace_id, span_id" });

/**
 * Rows of spans to look for traces in, quickest of all. A span may come more than once, also in
 * versions that lost, so use it to find candidates and never to count.
 */
export const spanVersions = ({ columns, where }: Read): string =>
  `(SELECT ${columns} FROM spans WHERE ${inProject(where)})`;

/**
 * Spans of all projects, the winning version of each: for the server's own use, never to be shown.
 * `columns` must hold what the query around it asks for.
 */
export const spansOfAllProjects = ({ columns, where }: Read): string => `(
  SELECT * EXCEPT (is_deleted) FROM (
    SELECT ${columns}, is_deleted FROM spans WHERE ${where.join(" AND ")}
    ORDER BY ver DESC LIMIT 1 BY project, trace_id, span_id, start_time)
  WHERE is_deleted = 0)`;

/**
 * Spans of all projects that were received past a place given as `receivedUnixMs`, `project` and
 * `traceId`, and before `beforeUnixMs`, in all of their versions: to find out what is new, never to count.
 */
export const receivedSpans = (columns: string): string => `(
  SELECT ${columns} FROM spans
   WHERE received_at >= fromUnixTimestamp64Milli({receivedUnixMs:Int64}, 'UTC')
     AND received_at < fromUnixTimestamp64Milli({beforeUnixMs:Int64}, 'UTC')
     AND (toUnixTimestamp64Milli(received_at), project, trace_id)
         > ({receivedUnixMs:Int64}, {project:String}, {traceId:String}))`;

/** Charges to sum over: each row once, merged while reading. */
export const chargesToSum = ({ columns, where }: Read): string => `(
  SELECT ${columns} FROM charges FINAL WHERE ${inProject(where)}
  SETTINGS do_not_merge_across_partitions_select_final = 1)`;

/** Charges of a few traces, each row once. */
export const chargesById = (read: Read): string =>
  latestRows({
    ...read,
    table: "charges",
    identity: "period, trace_id, span_id, line, sequence",
  });

/** The content of a few spans, the winning version of each. Heavy: only for what is shown. */
export const contentById = (read: Read): string =>
  latestRows({ ...read, table: "span_io", identity: "trace_id, span_id" });

/** Content to look for traces in: see {@link spanVersions}. */
export const contentVersions = ({ columns, where }: Read): string =>
  `(SELECT ${columns} FROM span_io WHERE ${inProject(where)})`;

/** Log records of a trace, each once. */
export const logEventsById = (read: Read): string =>
  latestRows({ ...read, table: "log_events", identity: "trace_id, span_id, time, record_id" });

/** Scores of a trace, each once. */
export const scoresById = (read: Read): string =>
  latestRows({ ...read, table: "scores", identity: "score_id" });

function latestRows(read: Read & { table: string; identity: string }): string {
  // The start breaks ties, so that the answer does not depend on the order of the parts.
  const order = read.table === "spans" || read.table === "span_io" ? "start_time" : "time";
  return `(
  SELECT * EXCEPT (is_deleted) FROM (
    SELECT ${read.columns}, is_deleted FROM ${read.table} WHERE ${inProject(read.where)}
    ORDER BY ver DESC, ${order} LIMIT 1 BY ${read.identity})
  WHERE is_deleted = 0)`;
}

const inProject = (where: string[]): string =>
  ["project = {project:String}", ...where].join(" AND ");
