import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { type DemoBatch, type DemoOptions, generateDemo } from "./generate-demo.ts";
import { exhibits, repeatNow } from "./exhibits.ts";
import { sendDemo } from "./send-demo.ts";

// Goal: the demo can be sent twice and changes nothing, and is what it says it is.
// Method: read the requests back as JSON; the decoder's own tests judge the encoding.

vi.setConfig({ testTimeout: 60_000 }); // a month of traces, on a busy machine

const now = Date.UTC(2026, 10, 22, 18, 30);
const few: DemoOptions = { now, traces: 60, days: 30, exhibits: "none" };
const demo = readAll({ now, traces: 150, days: 30 }).then(spansOf);

test("the same options give the same bytes; another seed or another now gives other ids", async () => {
  const [one, two] = [await readAll(few), await readAll(few)];
  expect(two.map(({ body }) => Buffer.from(body).toString())).toEqual(
    one.map(({ body }) => Buffer.from(body).toString()),
  );
  const ids = new Set(spansOf(one).map(({ traceId }) => traceId));
  for (const other of [
    { ...few, seed: 2 },
    { ...few, now: now + 1000 },
  ]) {
    const others = spansOf(await readAll(other));
    expect(others.filter(({ traceId }) => ids.has(traceId))).toEqual([]);
  }
});

test("the demo that is there already tells with which `now` to send it again the same day", async () => {
  const started = (await demo).map(({ traceId, startTimeUnixNano: nano }) => ({
    traceId,
    startTime: new Date(Number(BigInt(nano) / 1_000_000n)).toISOString(),
  }));
  expect(repeatNow(1, now + 3_600_000, started)).toBe(now);
  expect(repeatNow(2, now + 3_600_000, started)).toBe(now + 3_600_000);
  expect(repeatNow(1, now + 86_400_000, started)).toBe(now + 86_400_000);
  expect(repeatNow(1, now, [])).toBe(now);
});

test("another plan shares no trace with the first, though seed and end are the same", async () => {
  const ids = new Set((await demo).map(({ traceId }) => traceId));
  const others = spansOf(await readAll(few));
  expect(others.filter(({ traceId }) => ids.has(traceId))).toEqual([]);
});

test("ids are unique and whole, times lie in the period and end by now", async () => {
  const spans = await demo;
  expect(new Set(spans.map(({ traceId, spanId }) => traceId + spanId)).size).toBe(spans.length);
  const from = BigInt(now - 31 * 86_400_000) * 1_000_000n;
  const until = BigInt(now) * 1_000_000n;
  const wrong = spans.filter(
    ({ traceId, spanId, startTimeUnixNano: start, endTimeUnixNano: end }) =>
      !/^[0-9a-f]{32}$/.test(traceId) ||
      !/^[0-9a-f]{16}$/.test(spanId) ||
      BigInt(start) < from ||
      BigInt(end) > until ||
      BigInt(start) > BigInt(end),
  );
  expect(wrong).toEqual([]);
});

test("every trace has one root and no orphans, but for the one whose root is lost", async () => {
  const traces = new Map<string, SentSpan[]>();
  for (const span of await demo) {
    traces.set(span.traceId, [...(traces.get(span.traceId) ?? []), span]);
  }
  const lost = exhibits(1, now).find(({ id }) => id === "lost-root")?.traceId;
  for (const [traceId, spans] of traces) {
    const ids = new Set(spans.map(({ spanId }) => spanId));
    const roots = spans.filter(({ parentSpanId }) => parentSpanId === "");
    const orphans = spans.filter(({ parentSpanId: id }) => id !== "" && !ids.has(id));
    expect(roots).toHaveLength(traceId === lost ? 0 : 1);
    expect(orphans.length > 0).toBe(traceId === lost);
  }
});

test("every exhibit listed is sent, and tells of what it is named for", async () => {
  const spans = await demo;
  const byId = Object.fromEntries(
    exhibits(1, now).map(({ id, traceId }) => [
      id,
      spans.filter((span) => span.traceId === traceId),
    ]),
  );
  const count = Object.fromEntries(Object.entries(byId).map(([id, list]) => [id, list.length]));
  expect(count["endless-loop"]).toBe(5_001);
  expect(Object.entries(count).filter(([, spansOfIt]) => spansOfIt === 0)).toEqual([]);
  expect(byId["failed-refund"]?.filter(({ status }) => status.code === 2)).toHaveLength(4);
  expect(JSON.stringify(byId["waiting-for-approval"])).toContain('"pending"');
  expect(JSON.stringify(byId["unknown-usage"])).not.toContain("gen_ai.usage");
  expect(JSON.stringify(byId["hostile-content"])).toContain("<script>");
  const session = exhibits(1, now).find(({ id }) => id === "session")?.sessionId ?? "";
  const turns = spans.filter((span) => JSON.stringify(span).includes(session));
  expect(new Set(turns.map(({ traceId }) => traceId)).size).toBe(5);
});

test("the heavy exhibits are made in bounded requests, and only when asked for", async () => {
  const usual = exhibits(1, now).map(({ id }) => id);
  expect(usual).not.toContain("stress");
  const stress = exhibits(1, now, "all").find(({ id }) => id === "stress");
  let spans = 0;
  let largest = 0;
  for await (const batch of generateDemo({ now, traces: 0, exhibits: "all" })) {
    if (batch.label === stress?.name) spans += batch.spans;
    largest = Math.max(largest, batch.body.length);
  }
  expect(spans).toBe(100_001);
  expect(largest).toBeGreaterThan(20 * 2 ** 20);
  expect(largest).toBeLessThan(30 * 2 ** 20);
});

test("the traces asked for are sent, whatever the seed, and progress says how far it is", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 60 }), async (seed, traces) => {
      const sent: string[] = [];
      const totals = await sendDemo(
        { now, seed, traces, exhibits: "none" },
        async ({ body }) => void sent.push(...spansIn(body).map(({ traceId }) => traceId)),
      );
      expect(new Set(sent).size).toBe(traces);
      expect(totals).toMatchObject({ traces, tracesTotal: traces, spans: sent.length });
    }),
    { numRuns: 10 },
  );
});

interface SentSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  status: { code?: number };
}

async function readAll(options: DemoOptions): Promise<DemoBatch[]> {
  const batches: DemoBatch[] = [];
  for await (const batch of generateDemo(options)) batches.push(batch);
  return batches;
}

function spansOf(batches: DemoBatch[]): SentSpan[] {
  return batches.flatMap(({ body }) => spansIn(body));
}

function spansIn(body: Uint8Array): SentSpan[] {
  const request: { resourceSpans: { scopeSpans: { spans: SentSpan[] }[] }[] } = JSON.parse(
    Buffer.from(body).toString(),
  );
  return request.resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans),
  );
}
