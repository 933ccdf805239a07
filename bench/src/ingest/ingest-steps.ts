import { encodeRows, type Rows, type TableBlock } from "@spanward/clickhouse";
import { noRows } from "@spanward/clickhouse/records";
import { openTestDatabase } from "@spanward/clickhouse/testing";
import { decodeTraces } from "../../../collector/src/decode/request.ts";
import { normalizeSpan } from "../../../collector/src/normalize/normalize-span.ts";
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
  try {
    for (let round = 0; round < rounds; round++) {
      const took = (step: string, cpuUs: number, spans: number) =>
        samples.set(step, [...(samples.get(step) ?? []), cpuUs / spans]);

      let start = ownCpuUs();
      const requests = bodies.map((body) => decodeTraces(body, "protobuf").items);
      const spans = requests.reduce((sum, items) => sum + items.length, 0);
      took("decode", ownCpuUs() - start, spans);

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
      took("normalize", ownCpuUs() - start, spans);

      start = ownCpuUs();
      const blocks = rows.flatMap((batch) => encodeRows(batch));
      took("encode", ownCpuUs() - start, spans);

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
