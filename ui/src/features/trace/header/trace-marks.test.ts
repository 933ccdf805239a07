import { expect, test } from "vitest";
import { traceMarks } from "./trace-marks.ts";

test("owners come first, and are not said again by their tags", () => {
  const tags = { channel: "chat", business_unit: "Retail", "use.case": "refunds" };
  const trace = { businessUnit: "Retail", useCase: "refunds", tags, labels: ["beta"] };
  expect(traceMarks(trace)).toEqual([
    "Business unit: Retail",
    "Use case: refunds",
    "channel: chat",
    "beta",
  ]);
  expect(traceMarks({ ...trace, businessUnit: null, useCase: null, tags: {} })).toEqual(["beta"]);
});
