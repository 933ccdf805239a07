import { expect, test } from "vitest";
import { otlpSpan, type SpanSketch } from "../test-otlp.ts";
import { findOutcome, type OutcomeContext } from "./find-error.ts";

const outcome = (sketch: SpanSketch, context: Partial<OutcomeContext> = {}) => {
  const { errorType, message, soft, status } = findOutcome(otlpSpan(sketch), {
    kind: "other",
    finishReason: "",
    answered: false,
    ...context,
  });
  return [status, soft, errorType, message];
};
const exception = {
  name: "exception",
  attributes: { "exception.type": "Timeout", "exception.message": "late" },
};

test("a status is believed", () => {
  expect(outcome({ status: { code: 2, message: "boom" } })).toEqual(["error", false, "", "boom"]);
  expect(outcome({ status: { code: 2, message: "" }, events: [exception] })).toEqual([
    "error",
    false,
    "Timeout",
    "late",
  ]);
  expect(outcome({ status: { code: 1, message: "" } })).toEqual(["ok", false, "", ""]);
});

test("an error that the status does not admit is found", () => {
  expect(outcome({ status: { code: 1, message: "" }, events: [exception] })).toEqual([
    "error",
    true,
    "Timeout",
    "late",
  ]);
  expect(outcome({ attributes: { "error.type": "overloaded" } })).toEqual([
    "error",
    true,
    "overloaded",
    "",
  ]);
  expect(
    outcome({
      attributes: {
        "langfuse.observation.level": "ERROR",
        "langfuse.observation.status_message": "no",
      },
    }),
  ).toEqual(["error", true, "", "no"]);
  expect(outcome({ attributes: { success: "false" } })[0]).toBe("error");
  expect(outcome({}, { kind: "llm", finishReason: "error" })[0]).toBe("error");
  expect(outcome({ attributes: { "http.response.status_code": 529 } }, { kind: "llm" })[0]).toBe(
    "error",
  );
  expect(
    outcome({ attributes: { "gen_ai.tool.call.result": '{"isError":true}' } }, { kind: "tool" })[0],
  ).toBe("error");
  expect(
    outcome({ attributes: { "gen_ai.tool.call.result": '{"error":"gone"}' } }, { kind: "tool" })[0],
  ).toBe("error");
});

test("what somebody handled is none", () => {
  expect(outcome({ events: [exception] }, { kind: "llm", answered: true })[0]).toBe("unset");
  expect(
    outcome(
      { attributes: { "gen_ai.tool.call.result": '{"error":null,"rows":1}' } },
      { kind: "tool" },
    )[0],
  ).toBe("unset");
  expect(outcome({ attributes: { error: "false" } })[0]).toBe("unset");
});
