import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { childrenOf, cpuUsOf, residentBytesOf } from "./cpu-time.ts";

/** A server process of the bench's own, its engine a process below it. */
export interface BenchServer {
  url: string;
  enginePid: number;
  dataDir: string;
  /** Microseconds since it started; the engine's and everybody else's apart. */
  cpuUs(): { server: number; engine: number };
  residentBytes(): { server: number; engine: number };
  /** The samples of /metrics whose labels contain `labels`, summed. */
  metric(name: string, labels?: string): Promise<number>;
  /** Ends the process and waits; its data folder stays until `remove`. */
  stop(): Promise<void>;
  remove(): Promise<void>;
}

/** `spanward serve` on a data folder that is empty, or `dataDir`. */
export function startSpanward(dataDir?: string): Promise<BenchServer> {
  const program = fileURLToPath(new URL("../../../collector/src/main.ts", import.meta.url));
  return startServer([program, "serve"], dataDir);
}

/** Starts a program that prints the URL it listens at. */
export async function startServer(
  [program = "", ...args]: string[],
  kept?: string,
): Promise<BenchServer> {
  const dataDir = kept ?? (await mkdtemp(join(tmpdir(), "spanward-bench-")));
  const child = spawn(
    process.execPath,
    ["--conditions=spanward:source", "--import", "tsx", program, ...args],
    {
      env: {
        ...process.env,
        UV_THREADPOOL_SIZE: "16",
        SPANWARD_HTTP_PORT: "0",
        SPANWARD_GRPC: "false",
        SPANWARD_DATA_DIR: dataDir,
        SPANWARD_LOG_LEVEL: "warn",
      },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  process.once("exit", () => child.kill("SIGKILL")); // whatever ends the bench
  const url = await readUrl(child);
  const pid = child.pid ?? 0;
  const enginePid = childrenOf(pid)[0] ?? pid;
  const of = (read: (pid: number) => number) => ({ server: read(pid), engine: read(enginePid) });
  return {
    url,
    enginePid,
    dataDir,
    cpuUs: () => of(cpuUsOf),
    residentBytes: () => of(residentBytesOf),
    metric: async (name, labels = "") =>
      sumOfSamples(await (await fetch(`${url}/metrics`)).text(), name, labels),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, "exit");
      child.kill("SIGTERM");
      await exited;
    },
    remove: () => rm(dataDir, { recursive: true, force: true }),
  };
}

function readUrl({ stdout, pid }: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const url = /http:\/\/[\w.]+:\d+/.exec(text)?.[0];
      if (url) resolve(url);
    });
    stdout?.on("end", () => reject(new Error(`the server ${pid} ended before it listened`)));
  });
}

function sumOfSamples(text: string, name: string, labels: string): number {
  let sum = 0;
  for (const line of text.split("\n")) {
    const isOfName = line.startsWith(`${name} `) || line.startsWith(`${name}{`);
    if (isOfName && line.includes(labels)) sum += Number(line.slice(line.lastIndexOf(" ") + 1));
  }
  return sum;
}
