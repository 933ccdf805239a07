import { fileURLToPath } from "node:url";
import { type BenchServer, startServer, startSpanward } from "../process/bench-server.ts";
import { measureEngineLimit } from "./engine-limit.ts";
import { measurePath, type PathMeasure } from "./measure-path.ts";
import type { Workload } from "../workload/requests.ts";

export interface IngestOptions {
  workloads: Workload[];
  seconds: number;
  senders: number;
  connections: number;
  limitSpans: number;
}

type Row = Record<string, string | number>;

/** The limit, the server, and a plain pipeline, one after the other in one run. */
export async function measureIngest(
  options: IngestOptions,
  tell: (progress: string) => void,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const workload of options.workloads) {
    tell(`${workload}: the engine alone`);
    const limit = await measureEngineLimit(workload, options.limitSpans);
    tell(`${workload}: the server`);
    const spanward = await measureServer(await startSpanward(), workload, options);
    tell(`${workload}: a plain pipeline`);
    const plain = await measureServer(await startReference(), workload, options);
    const cpu = (path: PathMeasure) => path.serverCpuUsPerSpan + path.engineCpuUsPerSpan;
    const row = (name: string, path: PathMeasure): Row => ({
      workload,
      path: name,
      "spans/s": Math.round(path.spansPerSecond),
      "× c": path.spansPerSecond / plain.spansPerSecond,
      "CPU µs/span": cpu(path),
      server: path.serverCpuUsPerSpan,
      engine: path.engineCpuUsPerSpan,
      "× a": cpu(path) / limit.cpuUsPerSpan,
      "ack p50 ms": path.ackMs.p50,
      "p99 ms": path.ackMs.p99,
      "half: ack p99 ms": path.half.ackMs.p99,
      "half: loop p99 ms": path.half.loopDelayP99Ms,
      "RSS MB": `${Math.round(path.residentMb.server)}+${Math.round(path.residentMb.engine)}`,
      "sender µs": path.senderCpuUsPerSpan,
    });
    const first: Row = row("b  HTTP bytes → rows", spanward);
    const blank: Row = Object.fromEntries(Object.keys(first).map((name) => [name, ""]));
    rows.push(
      {
        ...blank,
        workload,
        path: "a  engine alone",
        "spans/s": Math.round(limit.spansPerSecond),
        "CPU µs/span": limit.cpuUsPerSpan,
        engine: limit.cpuUsPerSpan,
        "× a": 1,
      },
      {
        ...blank,
        workload,
        path: "a  without merges",
        "CPU µs/span": limit.insertCpuUsPerSpan,
        engine: limit.insertCpuUsPerSpan,
        "× a": limit.insertCpuUsPerSpan / limit.cpuUsPerSpan,
      },
      first,
      row("c  plain reference", plain),
    );
  }
  return rows;
}

const startReference = (): Promise<BenchServer> =>
  startServer([fileURLToPath(new URL("reference-server.ts", import.meta.url))]);

async function measureServer(
  server: BenchServer,
  workload: Workload,
  options: IngestOptions,
): Promise<PathMeasure> {
  try {
    return await measurePath(server, { ...options, workload });
  } finally {
    await server.stop();
    await server.remove();
  }
}
