import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Config } from "../src/config.ts";
import { createLog } from "../src/log.ts";
import { openServer, type RunningServer } from "../src/server.ts";

/** A server of its own for a test: a new data folder, free ports. */
export interface TestServer extends RunningServer {
  dataDir: string;
  /** What it has logged, at info and above. */
  lines: string[];
  /** Closes it and removes the folder. */
  remove(): Promise<void>;
}

/** Opens a server with `settings` over those of a test. Whoever opens it removes it. */
export async function openTestServer(settings: Record<string, unknown> = {}): Promise<TestServer> {
  const dataDir = await newDataFolder();
  const lines: string[] = [];
  const log = createLog({ level: "info", write: (line) => lines.push(line) });
  const server = await openServer(testConfig({ dataDir, ...settings }), { log });
  return {
    ...server,
    dataDir,
    lines,
    async remove() {
      await server.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export const newDataFolder = (): Promise<string> => mkdtemp(join(tmpdir(), "spanward-server-"));

/** Free ports, whatever else runs on the machine. */
export const testConfig = (settings: Record<string, unknown>): Config =>
  Config.parse({ httpPort: 0, grpcPort: 0, ...settings });
