import { expect, test } from "vitest";
import { severityName, severityTone } from "./severity.ts";

test.each([
  [1, "trace", "plain"],
  [9, "info", "plain"],
  [12, "info", "plain"],
  [13, "warning", "warning"],
  [17, "error", "error"],
  [24, "fatal", "error"],
  [99, "severity 99", "error"],
])("severity %d is %s", (severity, name, tone) => {
  expect(severityName(severity)).toBe(name);
  expect(severityTone(severity)).toBe(tone);
});
