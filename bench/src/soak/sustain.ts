import { Database } from "@spanward/clickhouse";
import { z } from "zod";
import type { Load } from "../ingest/load.ts";
import { drain } from "../ingest/measure-path.ts";
import { findStamps, restamp } from "../ingest/restamp.ts";
import type { BenchServer } from "../process/bench-server.ts";
import { percentile } from "../process/percentile.ts";
import { createRequests } from "../workload/requests.ts";

type Row = Record<string, string | number>;

/** Sends at a fixed rate and follows single spans until they can be asked for. */
export async function sustain(
  server: BenchServer,
  load: Load,
  order: { spansPerSecond: number; seconds: number },
): Promise<Row> {
  const probe = startProbe(server);
  const before = server.cpuUs();
  const report = await load.send({ ...order, connections: 64 });
  const queryableMs = await probe.stop();
  const sent = report.spans + probe.sent();
  await drain(server, sent);
  const after = server.cpuUs();
  const { engine, server: own } = server.residentBytes();
  const read = (name: string) => server.metric(`spanward_items_${name}_total`, 'signal="traces"');
  return {
    "spans/s asked": order.spansPerSecond,
    "spans/s reached": Math.round(report.spans / order.seconds),
    "ack p50 ms": percentile(report.ackMs, 0.5),
    "p99 ms": percentile(report.ackMs, 0.99),
    "queryable p50 ms": percentile(queryableMs, 0.5),
    "max ms": percentile(queryableMs, 1),
    sent,
    accepted: await read("accepted"),
    stored: await read("stored"),
    rejected: await read("rejected"),
    "server CPU µs/span": (after.server - before.server) / report.spans,
    "engine µs": (after.engine - before.engine) / report.spans,
    "senders' µs": report.cpuUs / report.spans,
    "RSS MB": `${Math.round(own / 1e6)}+${Math.round(engine / 1e6)}`,
  };
}

/** How many different spans the tables hold; the server must have let go of them. */
export async function countStored(dataDir: string): Promise<number> {
  const db = await Database.openEmbedded({ path: `${dataDir}/clickhouse` });
  try {
    const row = z.object({ spans: z.coerce.number() });
    const [found] = await db.select(row, "SELECT count() AS spans FROM spans FINAL");
    return found?.spans ?? 0;
  } finally {
    await db.close();
  }
}

/** Once a second sends one span alone and asks for its trace until it is there. */
function startProbe(server: BenchServer) {
  const [body] = createRequests({ workload: "small", requests: 1, spansPerRequest: 1, seed: 99 });
  if (!body) throw new Error("there is no probe");
  const stamps = findStamps(body);
  const took: number[] = [];
  const stop = new AbortController();
  let copies = 0;
  const probing = (async () => {
    while (!stop.signal.aborted) {
      copies += 1;
      restamp(body, stamps, { copy: copies, deltaMs: 1000 });
      const id = Buffer.from(body.subarray(stamps.traceIds[0], (stamps.traceIds[0] ?? 0) + 16));
      const headers = { "content-type": "application/x-protobuf" };
      const sent = await fetch(`${server.url}/v1/traces`, { method: "POST", headers, body });
      if (!sent.ok) throw new Error(`the probe was answered ${sent.status}`);
      const startMs = performance.now();
      while (!(await fetch(`${server.url}/api/traces/${id.toString("hex")}`)).ok)
        await new Promise((resolve) => setTimeout(resolve, 50));
      took.push(performance.now() - startMs);
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  })();
  return {
    sent: () => copies,
    async stop() {
      stop.abort();
      await probing;
      return took;
    },
  };
}
