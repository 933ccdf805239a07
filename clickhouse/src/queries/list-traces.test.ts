import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../database.ts";
import type { SpanRecord } from "../records/index.ts";
import {
  insertRows,
  openTestDatabase,
  testCall,
  testContent,
  testSpan,
  testStart,
} from "../testing.ts";
import { listTraces } from "./list-traces.ts";
import { allTime, type Period } from "./period.ts";
import { noFilter, type TraceFilter } from "./trace-filter.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
}, 60_000);
afterAll(() => db.close());

const second = 1_000_000_000n;
const at = (seconds: number) => testStart + BigInt(seconds) * second;

async function idsOf(
  project: string,
  filter: Partial<TraceFilter> = {},
  period: Period = allTime,
): Promise<string[]> {
  const query = { project, ...period, filter: { ...noFilter, ...filter }, limit: 50, after: null };
  return (await listTraces(db, query)).traces.map(({ traceId }) => traceId);
}

const insert = (project: string, spans: SpanRecord[]) =>
  insertRows(db, { spans: spans.map((span) => ({ ...span, project })) });

describe("the order", () => {
  test("is newest first, through pages, each trace once", async () => {
    const project = "pages";
    const spans = Array.from({ length: 25 }, (_, i) => [
      testSpan({ traceId: `t${i}`, spanId: "root", startUnixNano: at(i - (i % 3)) }),
      // A span as late as the next traces' own: it must not move its trace.
      testSpan({
        traceId: `t${i}`,
        spanId: "late",
        parentSpanId: "root",
        startUnixNano: at(i + 8),
      }),
    ]);
    await insert(project, spans.flat());
    const seen: string[] = [];
    let after = null;
    do {
      const page = await listTraces(db, { project, ...allTime, filter: noFilter, limit: 4, after });
      expect(page.traces.length).toBe(page.next ? 4 : 1);
      seen.push(...page.traces.map(({ traceId }) => traceId));
      after = page.next;
    } while (after);
    const places = Array.from({ length: 25 }, (_, i) => ({ id: `t${i}`, start: i - (i % 3) }));
    places.sort((a, b) => b.start - a.start || (a.id < b.id ? 1 : -1));
    expect(seen).toEqual(places.map(({ id }) => id));
  });

  test("keeps one row for a trace over midnight whose root comes late", async () => {
    const project = "midnight";
    const midnight = testStart + 14n * 3600n * second;
    const child = { traceId: "t", parentSpanId: "root" };
    await insert(project, [
      testSpan({ ...child, spanId: "before", startUnixNano: midnight - second }),
      testSpan({ ...child, spanId: "after", startUnixNano: midnight + second }),
    ]);
    expect(await idsOf(project)).toEqual(["t"]);
    await insert(project, [
      testSpan({
        traceId: "t",
        spanId: "root",
        name: "run",
        startUnixNano: midnight - 2n * second,
      }),
    ]);
    const [trace] = (
      await listTraces(db, { project, ...allTime, filter: noFilter, limit: 9, after: null })
    ).traces;
    expect(trace).toMatchObject({
      spanCount: 3,
      traceName: "run",
      startUnixNano: midnight - 2n * second,
      missingParents: 0,
    });
  });

  test("puts a trace in the period it starts in, whatever comes later", async () => {
    const project = "periods";
    await insert(project, [
      testSpan({ traceId: "long", spanId: "a", startUnixNano: at(0) }),
      testSpan({ traceId: "long", spanId: "b", parentSpanId: "a", startUnixNano: at(100) }),
      testSpan({ traceId: "short", spanId: "a", startUnixNano: at(100) }),
    ]);
    const during = (from: number, to: number) =>
      idsOf(project, {}, { fromUnixNano: at(from), toUnixNano: at(to) });
    expect(await during(0, 1)).toEqual(["long"]);
    expect(await during(50, 101)).toEqual(["short"]);
    expect(await during(0, 100)).toEqual(["long"]);
    expect(await during(101, 200)).toEqual([]);
  });

  test("finds what is far below many newer spans", async () => {
    const project = "deep";
    const newer = Array.from({ length: 20_000 }, (_, i) =>
      testSpan({ traceId: "big", spanId: `s${i}`, startUnixNano: at(10) }),
    );
    await insert(project, [testSpan({ traceId: "old", spanId: "a", agent: "x" }), ...newer]);
    expect(await idsOf(project)).toEqual(["big", "old"]);
    expect(await idsOf(project, { agent: ["x"] })).toEqual(["old"]);
  });
});

describe("the filter", () => {
  const project = "filters";
  beforeAll(async () => {
    await insert(project, [
      testSpan({
        traceId: "a",
        spanId: "1",
        kind: "agent",
        agent: "planner",
        service: "shop",
        environment: "prod",
        sessionId: "s1",
        userId: "u1",
        businessUnit: "retail",
        useCase: "refunds",
        status: "ok",
        durationNs: 5n * second,
        startUnixNano: at(3),
        tags: { team: "blue", tier: "gold" },
        labels: ["beta"],
        inputPreview: "Where is my 100% 'Parcel'?",
      }),
      testCall(
        {
          traceId: "a",
          spanId: "2",
          parentSpanId: "1",
          status: "error",
          startUnixNano: at(4),
          requestedTools: ["search"],
        },
        [1000, 10],
      ),
      testSpan({
        traceId: "b",
        spanId: "1",
        name: "worker",
        status: "error",
        startUnixNano: at(2),
        tags: { team: "red" },
      }),
      testSpan({
        traceId: "b",
        spanId: "2",
        parentSpanId: "1",
        kind: "tool",
        tool: "search",
        agent: "coder",
      }),
      testCall(
        {
          traceId: "b",
          spanId: "3",
          parentSpanId: "1",
          model: "large",
          startUnixNano: at(6),
          reportedCostNanoUsd: 5n,
        },
        [10, 10],
      ),
      testSpan({ traceId: "c", spanId: "1", startUnixNano: at(1) }),
    ]);
    const contents = [
      testContent({ traceId: "c", spanId: "1", project, output: "Your refund is on its way." }),
    ];
    await insertRows(db, { spanIo: contents });
  });

  const cases: [Partial<TraceFilter>, string[]][] = [
    [{ status: ["ok"] }, ["a"]],
    [{ status: ["error"] }, ["b"]],
    [{ status: ["unset", "error"] }, ["c", "b"]],
    [{ agent: ["planner", "coder"] }, ["a", "b"]],
    [{ agent: ["planner"], tool: ["search"] }, ["a"]],
    [{ tool: ["search"] }, ["a", "b"]],
    [{ model: ["large"] }, ["b"]],
    [{ model: ["large"], agent: ["planner"] }, []],
    [{ service: ["shop"], environment: ["prod"], session: ["s1"], user: ["u1"] }, ["a"]],
    [{ businessUnit: ["retail"], useCase: ["refunds"], label: ["beta"] }, ["a"]],
    [{ tags: [{ key: "team", value: "blue" }] }, ["a"]],
    [
      {
        tags: [
          { key: "team", value: "blue" },
          { key: "tier", value: "silver" },
        ],
      },
      [],
    ],
    [{ minDurationNs: 4n * second }, ["a", "b"]],
    [{ minDurationNs: 5n * second }, ["a", "b"]],
    [{ maxDurationNs: 1n * second }, ["c"]],
    [{ minCostNanoUsd: 5n }, ["b"]],
    [{ minCostNanoUsd: 6n }, []],
    [{ minTokens: 1010 }, ["a"]],
    [{ minTokens: 20 }, ["a", "b"]],
    [{ text: "WORK" }, ["b"]],
    [{ text: "100% 'parcel'" }, ["a"]],
    [{ text: "refund IS" }, ["c"]],
    [{ text: "is refund" }, []],
    [{ text: "\\'; DROP TABLE spans" }, []],
    [{ user: ["u1' OR 1=1 --", "\\"] }, []],
  ];
  test.each(cases.map(([filter, ids]) => ({ name: inspect(filter), filter, ids })))(
    "$name finds $ids",
    async ({ filter, ids }) => {
      expect((await idsOf(project, filter)).toSorted()).toEqual(ids.toSorted());
    },
  );
});

test("shows nothing of another project", async () => {
  await insert("mine", [testSpan({ traceId: "shared", spanId: "1" })]);
  await insert("theirs", [testCall({ traceId: "shared", spanId: "2" }, [10, 10])]);
  const query = { project: "mine", ...allTime, filter: noFilter, limit: 9, after: null };
  const { traces } = await listTraces(db, query);
  expect(traces).toMatchObject([{ traceId: "shared", spanCount: 1, inputTokens: 0 }]);
  expect(await idsOf("nobody")).toEqual([]);
});
