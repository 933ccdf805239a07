import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { insertRows, openTestDatabase, testSpan, testStart } from "../testing.ts";
import { spanFlags } from "../records/index.ts";
import { lastGoodTrace } from "./last-good-trace.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
  await insertRows(db, { spans });
}, 60_000);
afterAll(() => db.close());

const run = (traceId: string, at: number, more: Partial<ReturnType<typeof testSpan>> = {}) =>
  testSpan({
    traceId,
    spanId: `${traceId}-root`,
    startUnixNano: testStart + BigInt(at),
    kind: "agent",
    name: "run",
    agent: "desk",
    status: "ok",
    ...more,
  });
const spans = [
  run("old", 1),
  run("good", 2),
  // What looks good from its root alone, and is not.
  run("unset", 3, { status: "unset" }),
  testSpan({ traceId: "unset", spanId: "deep", parentSpanId: "unset-root", status: "error" }),
  run("running", 4, { flags: spanFlags.pending }),
  run("failed", 5, { status: "error" }),
  run("other", 6, { agent: "bank" }),
  run("nameless", 7, { agent: "", name: "job" }),
  run("later", 20),
  ...Array.from({ length: 30 }, (_, i) => run(`half-${i}`, 30 + i, { status: "unset" })),
  ...Array.from({ length: 30 }, (_, i) =>
    testSpan({
      traceId: `half-${i}`,
      spanId: "deep",
      parentSpanId: `half-${i}-root`,
      status: "error",
      startUnixNano: testStart + 70n,
    }),
  ),
];

const lastGood = async (of: { agent: string; name?: string; before: number }) => {
  const trace = await lastGoodTrace(db, {
    project: "default",
    agent: of.agent,
    name: of.name ?? "run",
    beforeUnixNano: testStart + BigInt(of.before),
  });
  return trace?.traceId ?? null;
};

test("finds the newest earlier run of the agent that ended well", async () => {
  expect(await lastGood({ agent: "desk", before: 10 })).toBe("good");
  expect(await lastGood({ agent: "desk", before: 2 })).toBe("old");
  expect(await lastGood({ agent: "bank", before: 10 })).toBe("other");
});

test("goes by the name where the root names no agent", async () => {
  expect(await lastGood({ agent: "", name: "job", before: 10 })).toBe("nameless");
  expect(await lastGood({ agent: "", name: "run", before: 10 })).toBeNull();
});

test("looks past many runs that failed inside", async () => {
  expect(await lastGood({ agent: "desk", before: 90 })).toBe("later");
});

test("says so when there is none", async () => {
  expect(await lastGood({ agent: "desk", before: 1 })).toBeNull();
  expect(await lastGood({ agent: "nobody", before: 10 })).toBeNull();
});
