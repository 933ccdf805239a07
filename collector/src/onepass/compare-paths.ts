import { encodeRows, type TableBlock } from "@spanward/clickhouse";
import { noRows, type SpanRecord } from "@spanward/clickhouse/records";
import { DecodeError } from "../decode/errors.ts";
import type { Rejections } from "../decode/otlp.ts";
import { decodeTraces } from "../decode/request.ts";
import { type ValueLimits, valueLimits } from "../decode/value-limits.ts";
import { normalizeSpans } from "../normalize-all.ts";
import { createCallWindow } from "../resolve/call-window.ts";
import { TraceReader } from "./trace-reader.ts";

/** How one request fared. */
export interface Comparison {
  outcome: "same" | "refused" | "left to the general path";
  rows: number;
  hotRows: number; // of these, on the fast path
}

interface Outcome {
  blocks: TableBlock[];
  corrections: SpanRecord[];
  rejections: Rejections;
  failures: number;
}

/** For tests: reads the same requests in one pass and the general way. */
export class PathComparison {
  readonly #limits: ValueLimits;
  readonly #reader: TraceReader;
  readonly #windows = [createCallWindow({ spansMax: 5000 }), createCallWindow({ spansMax: 5000 })];

  constructor(limits: ValueLimits = valueLimits) {
    this.#limits = limits;
    this.#reader = new TraceReader(limits);
  }

  /** @throws {Error} when the two ways differ in anything */
  compare(body: Uint8Array, receivedUnixMs: number): Comparison {
    const context = { project: "shop", receivedUnixMs };
    const [oneWindow, otherWindow] = this.#windows;
    const read = this.#reader.read(body, context);
    const general = this.#general(body, receivedUnixMs);
    if (general === null) {
      if (read !== null) throw new Error("read in one pass, and refused by the general path");
      return { outcome: "refused", rows: 0, hotRows: 0 };
    }
    const resolved = oneWindow?.resolve(general.records);
    const rows = { ...noRows(), spans: resolved?.spans ?? [], spanIo: general.io };
    const blocks = encodeRows(rows);
    const corrections = resolved?.corrections ?? [];
    if (read === null) {
      otherWindow?.resolve(general.records);
      return { outcome: "left to the general path", rows: rows.spans.length, hotRows: 0 };
    }
    const other = otherWindow?.resolveArrivals(read.arrivals);
    demandSame(
      { ...general, blocks, corrections },
      {
        blocks: read.arrivals.length > 0 ? read.finish(other?.changed ?? new Map()) : [],
        corrections: other?.corrections ?? [],
        rejections: read.rejections,
        failures: read.failures.length,
      },
    );
    return { outcome: "same", rows: read.arrivals.length, hotRows: read.hotRows };
  }

  #general(body: Uint8Array, receivedUnixMs: number) {
    try {
      const { items: sent, ...rejections } = decodeTraces(body, "protobuf", this.#limits);
      const { failures, items } = normalizeSpans(sent, { project: "shop", receivedUnixMs });
      const [records, io] = [items.map(({ span }) => span), items.map((item) => item.io)];
      return { records, io, rejections, failures: failures.length };
    } catch (error) {
      if (error instanceof DecodeError) return null;
      throw error;
    }
  }
}

function demandSame(general: Outcome, read: Outcome): void {
  const same = (what: string, one: unknown, other: unknown): void => {
    const [expected, got] = [JSON.stringify(one), JSON.stringify(other)];
    if (expected !== got) throw new Error(`${what}: ${got}, not ${expected}`);
  };
  same("refused", read.rejections, general.rejections);
  same("failed", read.failures, general.failures);
  demandSameBlocks(general.blocks, read.blocks);
  const inRows = (spans: SpanRecord[]) => encodeRows({ ...noRows(), spans });
  demandSameBlocks(inRows(general.corrections), inRows(read.corrections));
}

function demandSameBlocks(expected: TableBlock[], got: TableBlock[]): void {
  if (got.length !== expected.length)
    throw new Error(`${got.length} blocks, not ${expected.length}`);
  for (const [at, { bytes, rows, table }] of expected.entries()) {
    const other = got[at];
    const isSame = other?.table === table && other.rows === rows;
    if (!isSame || !Buffer.from(other.bytes).equals(Buffer.from(bytes)))
      throw new Error(`table ${table}: ${describeDifference(bytes, other?.bytes)}`);
  }
}

function describeDifference(expected: Uint8Array, got: Uint8Array = new Uint8Array()): string {
  const at = expected.findIndex((byte, index) => byte !== got[index]);
  const around = (bytes: Uint8Array) =>
    JSON.stringify(Buffer.from(bytes.subarray(Math.max(0, at - 60), at + 60)).toString("latin1"));
  return `byte ${at}: ${around(got)}, not ${around(expected)}`;
}
