import { encodeRows, type Rows, type TableBlock } from "@spanward/clickhouse";
import { noRows } from "@spanward/clickhouse/records";
import { openTestDatabase } from "@spanward/clickhouse/testing";
import { decodeTraces } from "../../../collector/src/decode/request.ts";
import { valueLimits } from "../../../collector/src/decode/value-limits.ts";
import { normalizeSpan } from "../../../collector/src/normalize/normalize-span.ts";
import { TraceReader } from "../../../collector/src/onepass/trace-reader.ts";
import { createCallWindow } from "../../../collector/src/resolve/call-window.ts";
import { cpuUsOf, ownCpuUs } from "../process/cpu-time.ts";
import { decodeWithProtobufjs } from "./protobufjs-reference.ts";
import { createRequests, type Workload } from "../workload/requests.ts";

/** A step of the path, in CPU microseconds for each span, and against the limit of the same run. */
interface Measurement extends Record<string, string | number> {
  workload: Workload;
  step: string;
  cpuUsPerSpan: number;
  toLimit: number; // 1 = what the engine itself takes to insert the rows
}

/**
 * What each step from OTLP bytes to committed rows costs, beside two things measured in the same run:
 * the limit (the engine inserting prebuilt Native blocks of the same rows) and a plain reference
 * (generated protobufjs decoding and rows as JSON lines). Rounds are interleaved and the median taken.
 */
export async function measureIngestSteps(options: { requests: number }): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const workload of ["agent", "small"] as const) {
    const bodies = createRequests({ workload, requests: options.requests });
    const steps = await measureWorkload(bodies);
    const limit = steps.get("engine insert (limit)") ?? Number.NaN;
    for (const [step, cpuUsPerSpan] of steps)
      measurements.push({ workload, step, cpuUsPerSpan, toLimit: cpuUsPerSpan / limit });
  }
  return measurements;
}

async function measureWorkload(bodies: Uint8Array[]): Promise<Map<string, number>> {
  const db = await openTestDatabase();
  const samples = new Map<string, number[]>();
  const reader = new TraceReader(valueLimits);
  try {
    for (let round = 0; round < rounds; round++) {
      const took = (step: string, cpuUs: number, spans: number) =>
        samples.set(step, [...(samples.get(step) ?? []), cpuUs / spans]);

      let start = ownCpuUs();
      const requests = bodies.map((body) => decodeTraces(body, "protobuf").items);
      const spans = requests.reduce((sum, items) => sum + items.length, 0);
      took("general path: decode", ownCpuUs() - start, spans);

      start = ownCpuUs();
      const rows = requests.map((items) => {
        const batch: Rows = noRows();
        for (const item of items) {
          const { span, io } = normalizeSpan(item, {
            project: "bench",
            receivedUnixMs: Date.now(),
          });
          batch.spans.push(span);
          batch.spanIo.push(io);
        }
        return batch;
      });
      took("general path: normalize", ownCpuUs() - start, spans);

      start = ownCpuUs();
      const blocks = rows.flatMap((batch) => encodeRows(batch));
      took("general path: encode", ownCpuUs() - start, spans);

      for (const [step, cpuUs] of readInOnePass(reader, bodies)) took(step, cpuUs, spans);

      start = ownCpuUs();
      for (const body of bodies) decodeWithProtobufjs(body);
      took("reference: protobufjs + JSON lines", ownCpuUs() - start, spans);

      const pid = db.engine?.pid ?? process.pid;
      const before = cpuUsOf(pid);
      for (const table of ["span_io", "spans"]) await insert(db, blocks, table);
      took("engine insert (limit)", cpuUsOf(pid) - before, spans);
    }
  } finally {
    await db.close();
  }
  return new Map([...samples].map(([step, values]) => [step, median(values)]));
}

/** What each step of the one pass costs for all the requests together. */
function readInOnePass(reader: TraceReader, bodies: Uint8Array[]): Map<string, number> {
  const window = createCallWindow({ spansMax: 40_000 });
  let [read, resolved, finished] = [0, 0, 0];
  for (const body of bodies) {
    const start = ownCpuUs();
    const traces = reader.read(body, { project: "bench", receivedUnixMs: Date.now() });
    if (traces === null) throw new TypeError("a request of the workload is strange");
    const readAt = ownCpuUs();
    const { changed } = window.resolveArrivals(traces.arrivals);
    const resolvedAt = ownCpuUs();
    traces.finish(changed);
    read += readAt - start;
    resolved += resolvedAt - readAt;
    finished += ownCpuUs() - resolvedAt;
  }
  return new Map([
    ["one pass: decode + normalize", read],
    ["one pass: resolve", resolved],
    ["one pass: encode", finished],
  ]);
}

async function insert(
  db: Awaited<ReturnType<typeof openTestDatabase>>,
  blocks: TableBlock[],
  table: string,
): Promise<void> {
  const own = blocks.filter((block) => block.table === table);
  const [first] = own;
  if (first)
    await db.insertNative(
      table,
      first.columns,
      own.map((block) => block.bytes),
    );
}

const rounds = 5;

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
