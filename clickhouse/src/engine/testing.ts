import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { ClickHouseError, type ClickHouseClient, createClient } from "@clickhouse/client";
import { EmbeddedEngine } from "./embedded-engine.ts";
import type { Endpoint } from "./endpoint.ts";

/** Something that speaks ClickHouse's HTTP interface, for a test to ask. */
export interface Target extends Endpoint {
  close(): Promise<void>;
}

/**
 * What the conformance suite is run against: the embedded engine, and the server that
 * SPANWARD_TEST_CLICKHOUSE_URL names, with its credentials in the URL, when it does.
 */
export function listTargets(): [name: string, open: () => Promise<Target>][] {
  const url = process.env["SPANWARD_TEST_CLICKHOUSE_URL"];
  const server: [string, () => Promise<Target>][] = url ? [["server", () => openServer(url)]] : [];
  return [["embedded", openEmbedded], ...server];
}

async function openEmbedded(): Promise<Target> {
  const path = await mkdtemp(join(tmpdir(), "spanward-test-"));
  const memoryBytesMax = 2 ** 31;
  const engine = await EmbeddedEngine.open({
    path,
    fsync: true,
    memoryBytesMax,
    readsMax: 4,
    writesMax: 2,
  });
  if (!engine.endpoint) throw new Error("the engine ended at once");
  return {
    ...engine.endpoint,
    async close() {
      await engine.close();
      await rm(path, { recursive: true, force: true });
    },
  };
}

async function openServer(from: string): Promise<Target> {
  const { origin: url, username, password } = new URL(from);
  return { url, username: username || "default", password, close: async () => {} };
}

/** The real client, silent, with 64-bit integers as text. */
export function connectTo(
  { url, username, password }: Endpoint,
  options: Parameters<typeof createClient>[0] = {},
): ClickHouseClient {
  return createClient({
    url,
    username,
    password,
    clickhouse_settings: { output_format_json_quote_64bit_integers: 1 },
    max_open_connections: 100,
    log: { level: 127 },
    ...options,
  });
}

/** The code and name of the error that `asked` ends with. */
export async function failureOf(asked: Promise<unknown>): Promise<string> {
  const error: unknown = await asked.catch((cause: unknown) => cause);
  return error instanceof ClickHouseError ? `${error.code} ${error.type ?? ""}` : String(error);
}

export async function bytesOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
