import type { SpanRecord } from "@spanward/clickhouse/records";
import { describe, expect, test } from "vitest";
import { decodeLogs, decodeTraces } from "../src/decode/request.ts";
import { encodeLogs, encodeTraces, readFixtures } from "./corpus/fixtures.ts";
import { judge, scoreOf, type Verdict } from "./corpus/judge.ts";
import { findCorpus, readScenarios } from "./corpus/scenarios.ts";
import { normalizeSent, readSent, type Sent, tallySent } from "./corpus/tally-offline.ts";

// Goal: what instrumentations really send comes out as what the provider really served. Method: the
// rules alone, without a server; `npm run corpus` sends the same through one.

const traceId = "c0".repeat(16);
const fixtures = [...(await readFixtures())];
const corpus = findCorpus();
const scenarios = corpus === null ? [] : await readScenarios(corpus);

describe("payloads of each convention", () => {
  test.each(fixtures)("%s", (_name, fixture) => {
    const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
    const spans = decodeTraces(bytes(encodeTraces(fixture, traceId)), "json").items;
    const logs = decodeLogs(bytes(encodeLogs(fixture, traceId)), "json").items;
    expect(tallySent({ spans, logs })).toEqual(fixture.truth);
  });
});

// The recorded payloads are no part of this repository.
describe.skipIf(corpus === null)("recorded scenarios", () => {
  test("at least 97 % are exact, but for what no rule can know", async () => {
    const verdicts = await Promise.all(
      scenarios.map(async (scenario) => {
        const isJson = scenario.files.some(
          ({ content_type: type, signal }) => signal === "traces" && type.includes("json"),
        );
        const sent = await readSent(corpus ?? "", scenario.files, isJson ? "json" : "protobuf");
        return judge(scenario, tallySent(sent), sent.payload);
      }),
    );
    const misses = verdicts.filter(({ outcome }) => outcome === "miss");
    expect(misses).toSatisfy((list: Verdict[]) => list.length <= 0.03 * verdicts.length);
    expect(scoreOf(verdicts).exact).toBeGreaterThanOrEqual(0.95);
  });

  test("both encodings of a scenario give the same rows", async () => {
    for (const { files } of scenarios) {
      const json = rowsOf(await readSent(corpus ?? "", files, "json"));
      const protobuf = rowsOf(await readSent(corpus ?? "", files, "protobuf"));
      const isTwofold = json.length > 0 && protobuf.length > 0;
      expect(isTwofold ? json : []).toEqual(isTwofold ? protobuf : []);
    }
  });
});

const rowsOf = (sent: Sent): SpanRecord[] =>
  normalizeSent(sent).spans.toSorted((a, b) =>
    a.traceId + a.spanId < b.traceId + b.spanId ? -1 : 1,
  );
