import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { EngineOptions } from "./engine-options.ts";

/** Where things lie in the data folder. */
export interface EngineFolder {
  data: string; // the engine's own
  spool: string; // bodies of inserts in flight
  config: string;
}

/** Makes the folders and writes the engine's configuration. Changes nothing for one that is running. */
export async function prepareFolder(options: EngineOptions): Promise<EngineFolder> {
  const { path } = options;
  const folder = {
    data: join(path, "data"),
    spool: join(path, "spool"),
    config: join(path, "engine.xml"),
  };
  await mkdir(folder.data, { recursive: true });
  await mkdir(folder.spool, { recursive: true });
  const written = `${folder.config}.${process.pid}`;
  await writeFile(written, engineConfig(options));
  await rename(written, folder.config);
  return folder;
}

const MiB = 2 ** 20;

/**
 * Caches are sized for one small machine: the engine's defaults add up to 20 GB. With
 * `fsync` an insert that was answered survives a power cut.
 */
function engineConfig({ fsync, memoryBytesMax }: EngineOptions): string {
  const cacheBytes = Math.max(32 * MiB, Math.floor(memoryBytesMax / 16));
  const elements = {
    timezone: "UTC",
    max_server_memory_usage: memoryBytesMax,
    mark_cache_size: cacheBytes,
    primary_index_cache_size: cacheBytes,
    index_mark_cache_size: cacheBytes,
    text_index_tokens_cache_size: cacheBytes,
    text_index_header_cache_size: cacheBytes,
    text_index_postings_cache_size: cacheBytes,
    vector_similarity_index_cache_size: cacheBytes,
    query_condition_cache_size: 32 * MiB,
    merge_tree: ["fsync_after_insert", "fsync_part_directory"]
      .map((name) => `<${name}>${fsync ? 1 : 0}</${name}>`)
      .join(""),
  };
  const lines = Object.entries(elements).map(([name, value]) => `  <${name}>${value}</${name}>`);
  return `<clickhouse>\n${lines.join("\n")}\n</clickhouse>\n`;
}

/** The settings that every query starts from; a request may set others for itself. */
export function defaultSettings({ memoryBytesMax }: EngineOptions): Record<string, string> {
  return {
    async_insert: "0", // an answered insert is written, not queued
    max_memory_usage: String(Math.floor(memoryBytesMax / 2)),
    // Sorting and grouping go to disk before they fail.
    max_bytes_before_external_group_by: String(Math.floor(memoryBytesMax / 4)),
    max_bytes_before_external_sort: String(Math.floor(memoryBytesMax / 4)),
  };
}

/** What a read may cost when its request does not say. */
export const readSettings: Record<string, string> = {
  max_execution_time: "60",
  max_result_bytes: String(256 * MiB), // an answer that is given whole is in memory twice
};
