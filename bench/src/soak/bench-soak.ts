import { openLoad } from "../ingest/load.ts";
import { startSpanward } from "../process/bench-server.ts";
import type { Report } from "../report.ts";
import { plot } from "./plot.ts";
import { flatness, soak } from "./soak.ts";
import { countStored, sustain } from "./sustain.ts";

/** A fixed rate, and at the end whether every span is there once. */
export async function benchSustain(
  report: Report,
  order: { spansPerSecond: number; seconds: number },
): Promise<void> {
  const server = await startSpanward();
  try {
    const load = await openLoad({ url: server.url, workload: "agent", senders: 2 });
    const row = await sustain(server, load, order);
    load.close();
    await server.stop();
    report.table("At a fixed rate", [
      { ...row, "in the tables": await countStored(server.dataDir) },
    ]);
  } finally {
    await server.stop();
    await server.remove();
  }
}

/** Half of the maximum rate for a long time; false when something grew. */
export async function benchSoak(report: Report, minutes: number): Promise<boolean> {
  const server = await startSpanward();
  try {
    const load = await openLoad({ url: server.url, workload: "agent", senders: 2 });
    const measured = await soak(server, load, { minutes });
    load.close();
    const rows = flatness(measured);
    report.note(`${Math.round(measured.spansPerSecond)} spans a second`);
    report.table(`Half of the maximum rate, ${minutes} minutes`, rows);
    await report.attach("svg", plot(measured.series, minutes));
    return rows.every(({ verdict }) => verdict === "flat");
  } finally {
    await server.stop();
    await server.remove();
  }
}
