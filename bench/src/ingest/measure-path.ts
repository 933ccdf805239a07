import type { BenchServer } from "../process/bench-server.ts";
import { percentile } from "../process/percentile.ts";
import { waitUntilIdle } from "../process/wait-until-idle.ts";
import { openLoad } from "./load.ts";
import type { Workload } from "../workload/requests.ts";

export interface PathOptions {
  workload: Workload;
  seconds: number;
  senders: number;
  connections: number;
}

/** What one whole path, HTTP bytes to committed rows, did under exporters that never pause, then at half of that. */
export interface PathMeasure {
  spans: number;
  spansPerSecond: number; // from the first request until the last row is in
  serverCpuUsPerSpan: number;
  engineCpuUsPerSpan: number; // the merges that followed included
  senderCpuUsPerSpan: number; // not part of the path
  ackMs: { p50: number; p99: number };
  half: { spansPerSecond: number; ackMs: { p50: number; p99: number }; loopDelayP99Ms: number };
  residentMb: { server: number; engine: number }; // the most seen
  refusals: number;
}

/** Measures a server that is running. */
export async function measurePath(server: BenchServer, options: PathOptions): Promise<PathMeasure> {
  const { connections, seconds, senders, workload } = options;
  const load = await openLoad({ url: server.url, workload, senders });
  const memory = watchMemory(server);
  try {
    await load.send({ seconds: 2, connections, spansPerSecond: null }); // compiled, connected, opened
    const warm = await drain(server, 0);

    const before = server.cpuUs();
    const startMs = performance.now();
    const full = await load.send({ seconds, connections, spansPerSecond: null });
    await drain(server, warm + full.spans);
    const spansPerSecond = (full.spans / (performance.now() - startMs)) * 1000;
    await waitUntilIdle(server.enginePid);
    const after = server.cpuUs();

    await server.metric("nodejs_eventloop_lag_p99_seconds"); // a reading starts a new measure
    const half = await load.send({ seconds, connections, spansPerSecond: spansPerSecond / 2 });
    const loopDelayS = await server.metric("nodejs_eventloop_lag_p99_seconds");
    const ofAcks = (ackMs: number[]) => ({
      p50: percentile(ackMs, 0.5),
      p99: percentile(ackMs, 0.99),
    });
    return {
      spans: full.spans,
      spansPerSecond,
      serverCpuUsPerSpan: (after.server - before.server) / full.spans,
      engineCpuUsPerSpan: (after.engine - before.engine) / full.spans,
      senderCpuUsPerSpan: full.cpuUs / full.spans,
      ackMs: ofAcks(full.ackMs),
      half: {
        spansPerSecond: half.spans / seconds,
        ackMs: ofAcks(half.ackMs),
        loopDelayP99Ms: loopDelayS * 1000,
      },
      residentMb: memory.stop(),
      refusals: full.refusals,
    };
  } finally {
    load.close();
    memory.stop();
  }
}

/** Waits until so many spans, or all that were accepted, are queryable; gives how many are. */
export async function drain(server: BenchServer, spans: number): Promise<number> {
  const read = (name: string) => server.metric(name, 'signal="traces"');
  for (;;) {
    const waiting = await read("spanward_items_waiting");
    const stored = await read("spanward_items_stored_total");
    if (stored >= spans && waiting === 0) return stored;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function watchMemory(server: BenchServer) {
  const most = { server: 0, engine: 0 };
  const timer = setInterval(() => {
    const now = server.residentBytes();
    most.server = Math.max(most.server, now.server / 1e6);
    most.engine = Math.max(most.engine, now.engine / 1e6);
  }, 500);
  return {
    stop: () => {
      clearInterval(timer);
      return most;
    },
  };
}
