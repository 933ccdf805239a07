import type { Load } from "../ingest/load.ts";
import { drain } from "../ingest/measure-path.ts";
import type { BenchServer } from "../process/bench-server.ts";
import { percentile } from "../process/percentile.ts";
import { slopeOf } from "./slope.ts";

const sampleSeconds = 10;

/** What is watched, one value for each sample. */
export interface Soak {
  spansPerSecond: number;
  series: Record<string, number[]>;
}

/** Half of the maximum rate for so many minutes, sampled every ten seconds. */
export async function soak(
  server: BenchServer,
  load: Load,
  { minutes }: { minutes: number },
): Promise<Soak> {
  const startMs = performance.now();
  const full = await load.send({ seconds: 15, connections: 16, spansPerSecond: null });
  await drain(server, full.spans);
  const spansPerSecond = (full.spans / (performance.now() - startMs)) * 500;
  const series: Soak["series"] = {};
  const add = (name: string, value: number) => (series[name] ??= []).push(value);
  for (let sample = 0; sample < (minutes * 60) / sampleSeconds; sample++) {
    const order = { seconds: sampleSeconds, connections: 32, spansPerSecond };
    const { ackMs } = await load.send(order);
    const { engine, server: own } = server.residentBytes();
    add("server RSS MB", own / 1e6);
    add("engine RSS MB", engine / 1e6);
    add("ack p50 ms", percentile(ackMs, 0.5));
    add("ack p99 ms", percentile(ackMs, 0.99));
    add("backlog MB", (await server.metric("spanward_backlog_bytes")) / 1e6);
  }
  return { spansPerSecond, series };
}

/** The first third is warming up. Flat: over the rest the trend changes the value by less than a quarter. */
export function flatness({ series }: Soak): Record<string, string | number>[] {
  return Object.entries(series).map(([name, values]) => {
    const settled = values.slice(Math.floor(values.length / 3));
    const mean = settled.reduce((sum, value) => sum + value, 0) / settled.length;
    const change = (slopeOf(settled) * settled.length) / (mean || 1);
    return {
      what: name,
      first: settled[0] ?? 0,
      median: percentile(settled, 0.5),
      last: settled.at(-1) ?? 0,
      "trend over the run": `${(100 * change).toFixed(1)} %`,
      verdict: Math.abs(change) < 0.25 ? "flat" : "NOT FLAT",
    };
  });
}
