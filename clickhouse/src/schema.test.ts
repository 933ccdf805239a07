import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import type { Database } from "./database.ts";
import { encodeRows } from "./native/encode-rows.ts";
import { noRows, type Rows } from "./records/rows.ts";
import { noUsage, type SpanIoRecord, type SpanRecord } from "./records/span.ts";
import { openTestDatabase } from "./testing.ts";

// Goal: the tables keep what their comments promise. Method: rows go in as the collector sends them.

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
}, 60_000);
afterAll(() => db.close());

const now = Date.now();
const traceId = "0af7651916cd43dd8448eb211c80319c";

describe("a span is an element of a set", () => {
  test("sent twice, in other batches and another order, it is one row", async () => {
    const spans = Array.from({ length: 20 }, (_, index) =>
      span({ project: "set", spanId: idOf(index) }),
    );
    await insert({ spans });
    await insert({ spans: spans.toReversed().slice(5) });
    await insert({ spans: spans.slice(0, 3) });
    expect(await count("spans", "set")).toBe("20");
    await db.run("OPTIMIZE TABLE spans FINAL");
    expect(await count("spans", "set")).toBe("20");
  });

  test("of two versions the higher wins, whichever came last", async () => {
    await insert({ spans: [span({ project: "ver", name: "corrected", ver: 2n ** 40n })] });
    await insert({ spans: [span({ project: "ver", name: "pending", ver: 1n })] });
    await insert({ spans: [span({ project: "ver", name: "whole", ver: 2n ** 32n })] });
    const sql = "SELECT name FROM spans FINAL WHERE project = 'ver'";
    expect(await db.select(z.object({ name: z.string() }), sql)).toEqual([{ name: "corrected" }]);
  });
});

describe("indexes", () => {
  test("words are found in new inputs and outputs, in any case, by their index", async () => {
    await insert({
      spanIo: Array.from({ length: 3000 }, (_, index) =>
        io({
          project: "words",
          spanId: idOf(index),
          output: index === 7 ? "Das Wetter in Zürich" : `number ${index}`,
        }),
      ),
    });
    const where = "FROM span_io WHERE project = 'words' AND hasAllTokens(output, 'wetter zürich')";
    expect(await db.select(z.object({ id: z.string() }), `SELECT span_id AS id ${where}`)).toEqual([
      { id: idOf(7) },
    ]);
    expect(await plan(`SELECT span_id ${where}`)).toContain("output_text");
  });

  test("an attribute is found by name and value, and a trace by its id", async () => {
    await insert({
      spans: [span({ project: "pairs", attributes: { "gen_ai.tool.name": "search" } })],
    });
    const pair =
      "SELECT count() AS n FROM spans WHERE has(attribute_pairs, 'gen_ai.tool.name=search')";
    expect(await plan(pair)).toContain("attribute_text");
    expect(await db.select(z.object({ n: z.string() }), pair)).toEqual([{ n: "1" }]);
    expect(await plan(`SELECT count() FROM spans WHERE trace_id = '${traceId}'`)).toContain(
      "trace_id_filter",
    );
  });
});

test("what is older than its retention goes, and content goes before spans", async () => {
  const receivedUnixMs = now - 40 * 86_400_000;
  await insert({
    spans: [span({ project: "old", receivedUnixMs })],
    spanIo: [io({ project: "old", receivedUnixMs })],
  });
  for (const table of ["spans", "span_io"]) await db.run(`OPTIMIZE TABLE ${table} FINAL`);
  expect(await count("spans", "old")).toBe("1");
  expect(await count("span_io", "old")).toBe("0");
}, 60_000);

test("spans of more days than an insert may usually touch are all there", async () => {
  const spans = Array.from({ length: 150 }, (_, day) =>
    span({ project: "days", startUnixNano: BigInt(Date.UTC(2026, 0, 1 + day)) * 1_000_000n }),
  );
  await insert({ spans });
  expect(await count("spans", "days")).toBe("150");
}, 60_000);

async function insert(rows: Partial<Rows>): Promise<void> {
  for (const { table, columns, bytes } of encodeRows({ ...noRows(), ...rows })) {
    await db.insertNative(table, columns, [bytes]);
  }
}

async function count(table: string, project: string): Promise<string | undefined> {
  const sql = `SELECT count() AS n FROM ${table} FINAL WHERE project = {project:String}`;
  return (await db.select(z.object({ n: z.string() }), sql, { project }))[0]?.n;
}

async function plan(sql: string): Promise<string> {
  const lines = await db.select(z.object({ explain: z.string() }), `EXPLAIN indexes = 1 ${sql}`);
  return lines.map(({ explain }) => explain).join("\n");
}

const idOf = (index: number) => index.toString(16).padStart(16, "0");

const identity = {
  project: "default",
  traceId,
  spanId: idOf(1),
  startUnixNano: BigInt(now) * 1_000_000n,
  receivedUnixMs: now,
  ver: 1n,
  attributes: {},
};

function span(fields: Partial<SpanRecord>): SpanRecord {
  const texts = Object.fromEntries(emptyTexts.map((name) => [name, ""]));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- all texts are empty, the rest follows
  const empty = texts as unknown as SpanRecord;
  return {
    ...empty,
    ...identity,
    durationNs: 1n,
    kind: "llm",
    status: "ok",
    requestedTools: [],
    tags: {},
    labels: [],
    usageSource: "none",
    counted: true,
    usage: noUsage,
    reportedCostNanoUsd: null,
    stream: false,
    ttftNs: 0n,
    contentBytes: 0,
    eventCount: 0,
    linkCount: 0,
    flags: 0,
    ...fields,
  };
}

const emptyTexts =
  `parentSpanId name statusMessage errorType service environment scope convention agent
  agentId agentVersion workflow provider model requestModel responseId tool toolCallId finishReason
  sessionId userId businessUnit useCase inputPreview outputPreview`.split(/\s+/);

function io(fields: Partial<SpanIoRecord>): SpanIoRecord {
  return {
    ...identity,
    attributes: "[]",
    events: "[]",
    links: "[]",
    resource: "{}",
    scope: "{}",
    schemaUrl: "",
    traceState: "",
    otlpKind: 1,
    otlpFlags: 0,
    sentStartUnixNano: 0n,
    sentEndUnixNano: 0n,
    droppedAttributes: 0,
    droppedEvents: 0,
    droppedLinks: 0,
    newInput: "",
    output: "",
    ...fields,
  };
}
