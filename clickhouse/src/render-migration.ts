import { StoreError } from "./errors.ts";

/** Where the tables live: on one server (or embedded), or on the shards and replicas of a cluster. */
export type Dialect = "single" | "cluster";

/** How many days rows are kept after they were received. From 1 to 10,000. */
export interface Retention {
  /** Spans, scores and metrics. */
  spanDays: number;
  /** Content of spans, and log records. */
  contentDays: number;
}

/** Longer would pass the year 2106, where the engine's 32-bit dates begin again at 1970. */
const retentionDaysMax = 10_000;

export const defaultRetention: Retention = { spanDays: 90, contentDays: 30 };

/** @throws {StoreError} when a number of days cannot be kept */
export function checkRetention(retention: Retention): void {
  for (const [name, days] of Object.entries(retention)) {
    if (Number.isInteger(days) && days >= 1 && days <= retentionDaysMax) continue;
    const message = `${name} must be a whole number of days from 1 to ${retentionDaysMax}, not ${days}`;
    throw new StoreError(message, { retryable: false });
  }
}

/**
 * The statements of a migration. Statements end in `;` at the end of a line, and one that begins with
 * `{cluster_only}` is left out on a single server. `{cluster}`, `{shard}`, `{replica}`, `{database}`
 * and `{table}` stay: the servers of a cluster fill them in.
 *
 * @throws {StoreError} for a placeholder that nobody fills in
 */
export function renderMigration(sql: string, dialect: Dialect, retention: Retention): string[] {
  const cluster = dialect === "cluster";
  const statements = sql
    .split(/;[ \t]*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement && (cluster || !statement.startsWith("{cluster_only}")));
  const values: Record<string, string> = {
    cluster_only: "",
    on_cluster: cluster ? "ON CLUSTER '{cluster}'" : "",
    local: cluster ? "_local" : "",
    span_retention_days: String(retention.spanDays),
    content_retention_days: String(retention.contentDays),
  };
  return statements.map((statement) =>
    statement
      .replaceAll(/\{replacing_merge_tree\(([^)]*)\)\}/g, (_, versions: string) =>
        cluster
          ? `ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', ${versions})`
          : `ReplacingMergeTree(${versions})`,
      )
      .replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => {
        const value = values[name] ?? (serverMacros.has(name) ? placeholder : undefined);
        if (value !== undefined) return value;
        throw new StoreError(`nothing fills in ${placeholder}`, { retryable: false });
      })
      .trim(),
  );
}

const serverMacros = new Set(["cluster", "shard", "replica", "database", "table"]);
