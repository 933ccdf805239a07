import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { casesFolders, readCases } from "./conformance-cases.ts";
import { type Outcome, runConformance } from "./conformance-run.ts";
import { openTestServer, type TestServer } from "./open-test-server.ts";

// Goal: what is at the edge of OTLP is answered as the specification wants, and stored as it was meant.

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server.remove());

describe.each(casesFolders)("%s", (folder) => {
  let outcomes: Outcome[];
  beforeAll(async () => {
    const { grpcUrl, url } = server;
    outcomes = await runConformance({ url, grpcUrl: grpcUrl ?? "" }, readCases(folder));
  }, 300_000);

  test("every case is answered and stored as expected", () => {
    expect(outcomes.filter(({ faults }) => faults.length > 0)).toEqual([]);
    expect(outcomes.filter(({ transport }) => transport === "gRPC").length).toBeGreaterThan(10);
  });
});

test("a wrong expectation is noticed", async () => {
  const { grpcUrl, url } = server;
  const [folder = ""] = casesFolders;
  const cases = readCases(folder)
    .filter(({ file }) => file === "number-of-tokens.json")
    .map((one) => ({
      ...one,
      file: "wrong.json",
      expect: { ...one.expect, input_tokens: 1, orphans: 1 },
    }));
  const [http] = await runConformance({ url, grpcUrl: grpcUrl ?? "" }, cases);
  expect(http?.faults).toEqual(["input_tokens: 4321, not 1", "orphans: 0, not 1"]);
});
