import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryTraces } from "../decode/arbitrary-request.ts";
import { toProtobuf } from "../decode/to-protobuf.ts";
import { arbitrarySpans } from "./arbitrary-spans.ts";
import { PathComparison } from "./compare-paths.ts";

// Goal: whatever comes, one pass makes the same bytes of it as the general path, and says the same of
// what it refuses. `FUZZ=100000 FUZZ_SEED=7` tries many random requests, and others.

const numRuns = Number(process.env["FUZZ"] ?? 60);
const seed = Number(process.env["FUZZ_SEED"] ?? 1);
const receivedUnixMs = Date.UTC(2026, 10, 1, 12);

test("spans nearly like others come out the same both ways, again and again", () => {
  const comparison = new PathComparison();
  let [rows, hotRows] = [0, 0];
  fc.assert(
    fc.property(arbitrarySpans(receivedUnixMs), (requests) => {
      for (const request of [...requests, ...requests]) {
        const result = comparison.compare(toProtobuf(request, "traces"), receivedUnixMs);
        rows += result.rows;
        hotRows += result.hotRows;
      }
    }),
    { numRuns, seed },
  );
  expect(hotRows / rows).toBeGreaterThan(0.1); // else nothing was compared
});

test("any request comes out the same both ways", () => {
  const comparison = new PathComparison();
  const property = fc.property(arbitraryTraces, (request) => {
    const body = toProtobuf(request, "traces");
    for (const _ of [1, 2]) comparison.compare(body, receivedUnixMs);
  });
  expect(fc.check(property, { numRuns, seed }).failed).toBe(false);
});

test("texts and nesting past the limits come out the same both ways", () => {
  const comparison = new PathComparison({ nesting: 8, textBytes: 1024 });
  const value = (bytes: number) => ({ stringValue: "x".repeat(bytes) });
  const span = (bytes: number) => ({
    traceId: "ab".repeat(16),
    spanId: "cd".repeat(8),
    startTimeUnixNano: `${receivedUnixMs}000000`,
    endTimeUnixNano: `${receivedUnixMs}000000`,
    attributes: [{ key: "app.text", value: value(bytes) }],
  });
  const spans = [10, 10, 1024, 1025, 400, 3000].map(span);
  const body = toProtobuf({ resourceSpans: [{ scopeSpans: [{ spans }] }] }, "traces");
  expect(comparison.compare(body, receivedUnixMs)).toMatchObject({ outcome: "same", hotRows: 3 });
});

test("more names and values than are remembered come out the same both ways", () => {
  const comparison = new PathComparison();
  const body = (first: number) => {
    const spans = Array.from({ length: 500 }, (_, at) => ({
      traceId: (first + at + 1).toString(16).padStart(32, "0"),
      spanId: "cd".repeat(8),
      name: `run ${first + at}`,
      startTimeUnixNano: `${receivedUnixMs}000000`,
      endTimeUnixNano: `${receivedUnixMs}000000`,
      attributes: [{ key: "thread.id", value: { stringValue: `t-${first + at}` } }],
    }));
    return toProtobuf({ resourceSpans: [{ scopeSpans: [{ spans }] }] }, "traces");
  };
  const firsts = Array.from({ length: 12 }, (_, at) => at * 500);
  for (const first of [...firsts, 0, 0])
    expect(comparison.compare(body(first), receivedUnixMs).outcome).toBe("same");
});

const corpus = join(import.meta.dirname, "../../../../shared/corpus");

describe.skipIf(!existsSync(corpus))("what instrumentations really send", () => {
  const files = existsSync(corpus)
    ? readdirSync(corpus, { recursive: true, encoding: "utf8" }).filter((file) =>
        file.endsWith(".pb"),
      )
    : [];

  test("comes out the same both ways", () => {
    const comparison = new PathComparison();
    const outcomes = new Map<string, number>();
    for (const _ of [1, 2, 3]) {
      for (const file of files) {
        // When it was recorded does not matter; those of other signals are left to the general path.
        const { outcome } = comparison.compare(
          readFileSync(join(corpus, file)),
          Date.UTC(2026, 9, 1),
        );
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
    }
    expect(outcomes.get("same")).toBeGreaterThan(files.length);
  });
});
