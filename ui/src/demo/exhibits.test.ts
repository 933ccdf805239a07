import type { TraceSummary } from "spanward/answers/trace-summary";
import { expect, test } from "vitest";
import { listExhibits } from "./exhibits.ts";

const trace = (traceId: string, startTime: string, exhibit?: string): TraceSummary => ({
  traceId,
  startTime,
  rootSpanId: null,
  name: "",
  durationNs: 0,
  status: "unset",
  spanCount: 1,
  errorCount: 0,
  llmCalls: 0,
  toolCalls: 0,
  toolNames: [],
  models: [],
  agents: [],
  services: [],
  environment: null,
  sessionId: null,
  userId: null,
  businessUnit: null,
  useCase: null,
  tags: exhibit === undefined ? {} : { exhibit },
  labels: [],
  usage: null,
  usageSource: null,
  costUsd: null,
  inputPreview: "",
  outputPreview: "",
  complete: true,
});

test("names each exhibit once, by its first trace", () => {
  const exhibits = listExhibits([
    trace("3", "2026-11-22T12:02:00Z", "A long session"),
    trace("2", "2026-11-22T12:01:00Z", "A loop"),
    trace("1", "2026-11-22T12:00:00Z", "A long session"),
    trace("0", "2026-11-22T11:00:00Z"),
  ]);
  expect(exhibits.map(({ name, traceId }) => `${name} ${traceId}`)).toEqual([
    "A long session 1",
    "A loop 2",
  ]);
});
