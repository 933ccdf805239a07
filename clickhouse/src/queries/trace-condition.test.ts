import { inspect } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { spanFlags } from "../records/index.ts";
import { insertRows, openTestDatabase, testCall, testContent, testSpan } from "../testing.ts";
import { listTraces } from "./list-traces.ts";
import { allTime } from "./period.ts";
import type { TraceCondition } from "./trace-condition.ts";
import { traceFacets } from "./trace-facets.ts";
import { noFilter } from "./trace-filter.ts";

// Goal: each condition, and its opposite, divides the traces; the list and the counts agree on where.

let db: Database;
const all = ["bare", "blocked", "denied", "plain", "rich", "running"];

beforeAll(async () => {
  db = await openTestDatabase();
  const child = { parentSpanId: "1" };
  await insertRows(db, {
    spans: [
      testSpan({
        traceId: "plain",
        spanId: "1",
        status: "ok",
        agent: "refund-desk",
        durationNs: 10n,
        tags: { team: "blue" },
        labels: ["beta"],
        sessionId: "s_1",
        requestedTools: ["sql%"],
      }),
      testSpan({ ...child, traceId: "plain", spanId: "2", kind: "guardrail", status: "ok" }),
      testCall(
        { traceId: "rich", spanId: "1", reportedCostNanoUsd: 7n, model: "Large-2" },
        [90, 9],
      ),
      testSpan({
        ...child,
        traceId: "rich",
        spanId: "2",
        status: "error",
        kind: "tool",
        tool: "sql_query",
        errorType: "RateLimited",
        statusMessage: "Too many requests",
      }),
      testSpan({ traceId: "running", spanId: "1", flags: spanFlags.pending, agentVersion: "2.1" }),
      testSpan({ traceId: "blocked", spanId: "1", kind: "guardrail", flags: spanFlags.softError }),
      testSpan({
        traceId: "denied",
        spanId: "1",
        kind: "guardrail",
        attributes: { "spanward.enforcement.outcome": "deny" },
      }),
      testSpan({ traceId: "bare", spanId: "1", name: "100% of a_b\\c" }),
    ],
    spanIo: [testContent({ traceId: "running", spanId: "1", output: "Where is my parcel?" })],
  });
});
afterAll(() => db.close());

type Positive = TraceCondition extends infer Each
  ? Each extends TraceCondition
    ? Omit<Each, "negated">
    : never
  : never;
const glob = (text: string) => ({ text, glob: true });
const exact = (text: string) => ({ text, glob: false });

const cases: [Positive, string[]][] = [
  [{ on: "value", column: "agent", anyOf: [exact("refund-desk")] }, ["plain"]],
  [{ on: "value", column: "agent", anyOf: [glob("refund-*"), exact("x")] }, ["plain"]],
  [{ on: "value", column: "agent", anyOf: [glob("*"), exact("x")] }, ["plain"]],
  [{ on: "value", column: "agent", anyOf: [exact("refund-*")] }, []],
  [{ on: "value", column: "model", anyOf: [glob("large*")] }, []], // letter by letter
  [{ on: "value", column: "name", anyOf: [glob("100% of a_b\\*")] }, ["bare"]],
  [{ on: "value", column: "name", anyOf: [glob("1_0*")] }, []],
  [{ on: "value", column: "tool", anyOf: [glob("sql*")] }, ["plain", "rich"]],
  [{ on: "value", column: "tool", anyOf: [exact("sql%")] }, ["plain"]],
  [{ on: "value", column: "kind", anyOf: [exact("guardrail")] }, ["blocked", "denied", "plain"]],
  [{ on: "value", column: "error_type", anyOf: [glob("Rate*")] }, ["rich"]],
  [{ on: "value", column: "agent_version", anyOf: [exact("2.1")] }, ["running"]],
  [{ on: "value", column: "session_id", anyOf: [exact("s_1")] }, ["plain"]],
  [{ on: "label", anyOf: [glob("be*")] }, ["plain"]],
  [{ on: "tag", key: "team", value: null }, ["plain"]],
  [{ on: "tag", key: "team", value: glob("b*") }, ["plain"]],
  [{ on: "tag", key: "team", value: exact("red") }, []],
  [{ on: "status", anyOf: ["running"] }, ["running"]],
  [{ on: "status", anyOf: ["running", "ok"] }, ["plain", "running"]],
  [{ on: "status", anyOf: ["error"] }, ["rich"]],
  [{ on: "guardrail", anyOf: ["blocked"] }, ["blocked", "denied"]],
  [{ on: "guardrail", anyOf: ["passed"] }, ["plain"]],
  [{ on: "measure", measure: "spanCount", operator: ">=", amount: 2n }, ["plain", "rich"]],
  [{ on: "measure", measure: "errorCount", operator: ">", amount: 0n }, ["rich"]],
  [{ on: "measure", measure: "durationNs", operator: "<", amount: 1_000_000n }, []],
  [{ on: "known", measure: "costNanoUsd" }, ["rich"]],
  [{ on: "text", phrase: "TOO MANY" }, ["rich"]],
  [{ on: "text", phrase: "ratelim" }, ["rich"]],
  [{ on: "text", phrase: "my parcel" }, ["running"]],
  [{ on: "text", phrase: "100% of" }, ["bare"]],
];

async function found(...conditions: TraceCondition[]): Promise<string[]> {
  const query = { project: "default", ...allTime, filter: { ...noFilter, conditions } };
  const { traces } = await listTraces(db, { ...query, limit: 50, after: null });
  const counts = await traceFacets(db, query);
  expect(counts.find(({ facet }) => facet === "all")?.count ?? 0).toBe(traces.length);
  return traces.map(({ traceId }) => traceId).toSorted();
}

test.each(cases.map(([condition, ids]) => ({ name: inspect(condition), condition, ids })))(
  "$name finds $ids, and all others when it must not be so",
  async ({ condition, ids }) => {
    expect(await found({ ...condition, negated: false })).toEqual(ids);
    const others = all.filter((id) => !ids.includes(id));
    expect(await found({ ...condition, negated: true })).toEqual(others);
  },
);

test("what is unknown is neither above nor below", async () => {
  const cost = { on: "measure", measure: "costNanoUsd", amount: 5n } as const;
  const tokens = { on: "measure", measure: "totalTokens", amount: 50n } as const;
  for (const measure of [cost, tokens]) {
    expect(await found({ ...measure, operator: ">=", negated: false })).toEqual(["rich"]);
    expect(await found({ ...measure, operator: "<", negated: true })).toEqual(["rich"]);
    expect(await found({ ...measure, operator: "<", negated: false })).toEqual([]);
    expect(await found({ ...measure, operator: ">=", negated: true })).toEqual([]);
  }
});

test("all conditions must hold", async () => {
  const agent = { on: "value", column: "agent", anyOf: [glob("refund*")], negated: false } as const;
  const text = { on: "text", phrase: "step", negated: false } as const;
  expect(await found(agent, text)).toEqual(["plain"]);
  expect(await found(agent, { ...text, negated: true })).toEqual([]);
});
