import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { decodeLogs, decodeTraces } from "../../src/decode/request.ts";
import { fingerprint } from "../../src/normalize/fingerprint.ts";
import { encodeLogs, encodeTraces, readFixtures } from "./fixtures.ts";
import { judge, type Tally, type Verdict } from "./judge.ts";
import { findCorpus, readScenarios, type Scenario } from "./scenarios.ts";
import { normalizeSent, readSent, type Sent } from "./tally-offline.ts";

/** One run of an agent, to be sent to a server and asked for. */
export interface Run {
  name: string;
  requests: { path: string; headers: Record<string, string>; body: Uint8Array }[];
  traceIds: string[];
  verdict: (tally: Tally) => Verdict;
}

/** The recorded scenarios, or where they are absent this repository's own fixtures. */
export async function readRuns(): Promise<Run[]> {
  const corpus = findCorpus();
  if (corpus === null) return readFixtureRuns();
  return Promise.all((await readScenarios(corpus)).map((scenario) => toRun(corpus, scenario)));
}

async function toRun(corpus: string, scenario: Scenario): Promise<Run> {
  const sent = await Promise.all(
    (["json", "protobuf"] as const).map((encoding) => readSent(corpus, scenario.files, encoding)),
  );
  const payload = sent.map((one) => one.payload).join("");
  const headers = await readHeaders(corpus, scenario.name);
  return {
    name: scenario.name,
    requests: await Promise.all(
      scenario.files.map(async ({ file, path }) => ({
        path,
        headers: headers.get(file) ?? {},
        body: await readFile(join(corpus, file)),
      })),
    ),
    traceIds: [...new Set(sent.flatMap(traceIdsOf))],
    verdict: (tally) => judge(scenario, tally, payload),
  };
}

/** The traces of a run, those made of its log records too. */
const traceIdsOf = (sent: Pick<Sent, "logs" | "spans">): string[] => [
  ...new Set(normalizeSent(sent).spans.map(({ traceId }) => traceId)),
];

interface RecordedRequest {
  file: string;
  headers: Record<string, string>;
}

// What belongs to the connection of then.
const ofConnection = new Set([
  "host",
  "connection",
  "transfer-encoding",
  "content-length",
  "user-agent",
]);

async function readHeaders(
  corpus: string,
  name: string,
): Promise<Map<string, Record<string, string>>> {
  const text = await readFile(join(corpus, `${name}.truth.json`), "utf8");
  const { files }: { files: RecordedRequest[] } = JSON.parse(text);
  const folder = name.split("/")[0] ?? "";
  return new Map(
    files.map(({ file, headers }) => [
      `${folder}/${file}`,
      Object.fromEntries(Object.entries(headers).filter(([header]) => !ofConnection.has(header))),
    ]),
  );
}

async function readFixtureRuns(): Promise<Run[]> {
  const headers = { "content-type": "application/json" };
  const encoder = new TextEncoder();
  return [...(await readFixtures())].map(([name, fixture]) => {
    const traceId = fingerprint(name);
    const traces = {
      path: "/v1/traces",
      headers,
      body: encoder.encode(encodeTraces(fixture, traceId)),
    };
    const logs = { path: "/v1/logs", headers, body: encoder.encode(encodeLogs(fixture, traceId)) };
    const differs = (tally: Tally): string[] =>
      JSON.stringify(tally) === JSON.stringify(fixture.truth) ? [] : [JSON.stringify(tally)];
    return {
      name,
      requests: [
        ...(fixture.spans === undefined ? [] : [traces]),
        ...(fixture.logs === undefined ? [] : [logs]),
      ],
      traceIds: traceIdsOf({
        spans: decodeTraces(traces.body, "json").items,
        logs: decodeLogs(logs.body, "json").items,
      }),
      verdict: (tally) => ({
        scenario: name,
        outcome: differs(tally).length === 0 ? "exact" : "miss",
        differences: differs(tally),
      }),
    };
  });
}
