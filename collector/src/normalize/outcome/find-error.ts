import type { SpanKind, SpanStatus } from "@spanward/clickhouse/records";
import type { Attributes, OtlpSpan } from "../../decode/otlp.ts";
import { field, isObject, type Json, structureOf, textOf } from "../attributes/json.ts";
import { firstNumber, firstText, readFlag, readText } from "../attributes/read-attribute.ts";
import { toolResultKeys } from "../messages/value-keys.ts";

/** How a span ended. */
export interface Outcome {
  status: SpanStatus;
  message: string;
  errorType: string;
  soft: boolean; // an error that the span's status does not admit
  rule: string;
  keys: readonly string[];
}

/** What {@link findOutcome} needs to know of a span beside its attributes. */
export interface OutcomeContext {
  kind: SpanKind;
  finishReason: string;
  answered: boolean; // a model call that reports tokens or an answer
}

/** Decides whether a span failed: its status says so, or else something that its sender left on it. */
export function findOutcome(span: OtlpSpan, context: OutcomeContext): Outcome {
  const failed = 2;
  if (span.status.code === failed)
    return asError(span, { rule: "The span's status is an error.", keys: [] });
  const signs = findSign(span, context);
  if (signs !== null) return { ...asError(span, signs), soft: true };
  const status = span.status.code === 1 ? "ok" : "unset";
  return {
    status,
    message: span.status.message,
    errorType: "",
    soft: false,
    rule: "Nothing says that it failed.",
    keys: [],
  };
}

interface Sign {
  rule: string;
  keys: readonly string[];
}

function findSign(span: OtlpSpan, context: OutcomeContext): Sign | null {
  const { attributes } = span;
  const said = firstText(attributes, ["error.type", "error"]);
  if (said !== null && said.value !== "false")
    return { rule: `${said.key} is set.`, keys: [said.key] };
  if (readText(attributes, "langfuse.observation.level").toUpperCase() === "ERROR") {
    return { rule: "Its level is ERROR.", keys: ["langfuse.observation.level"] };
  }
  if (readFlag(attributes, "success") === false)
    return { rule: "It says that it did not succeed.", keys: ["success"] };
  if (context.finishReason === "error")
    return { rule: "The model stopped with an error.", keys: [] };
  // A call that answered after all had an exception that somebody handled.
  if (!context.answered && findException(span) !== null)
    return { rule: "It recorded an exception.", keys: [] };
  if (context.kind === "tool" || context.kind === "mcp") return findToolSign(attributes);
  return context.kind === "llm" ? findHttpSign(attributes) : null;
}

function findToolSign(attributes: Attributes): Sign | null {
  const status = readText(attributes, "gen_ai.tool.status").toLowerCase();
  if (status === "error" || status === "failed") {
    return { rule: "The tool's status is an error.", keys: ["gen_ai.tool.status"] };
  }
  const flag = ["mcp.tool.is_error", "lk.function_tool.is_error"].find(
    (key) => readFlag(attributes, key) === true,
  );
  if (flag !== undefined) return { rule: "The tool says so.", keys: [flag] };
  for (const key of toolResultKeys) {
    const value = attributes.get(key);
    if (value === undefined || value === null) continue;
    if (isErrorResult(structureOf(value)))
      return { rule: "The tool's result says that it is an error.", keys: [key] };
    return null;
  }
  return null;
}

function isErrorResult(result: Json): boolean {
  if (field(result, "isError", "is_error") === true) return true;
  if (textOf(field(result, "status")).toLowerCase() === "error") return true;
  const error = field(result, "error");
  return (typeof error === "string" && error !== "") || isObject(error);
}

function findHttpSign(attributes: Attributes): Sign | null {
  const found = firstNumber(attributes, ["http.response.status_code", "http.status_code"]);
  if (found === null || found.value < 400) return null;
  return { rule: `The provider answered ${found.value}.`, keys: [found.key] };
}

interface Exception {
  type: string;
  message: string;
}

function findException(span: OtlpSpan): Exception | null {
  const event = span.events.findLast(
    ({ name }) => name === "exception" || name === "gen_ai.client.operation.exception",
  );
  if (event === undefined) return null;
  return {
    type: readText(event.attributes, "exception.type"),
    message: readText(event.attributes, "exception.message"),
  };
}

function asError(span: OtlpSpan, { rule, keys }: Sign): Outcome {
  const exception = findException(span);
  const message = firstText(span.attributes, [
    "langfuse.observation.status_message",
    "error.message",
    "error",
  ]);
  const type = firstText(span.attributes, ["error.type", "error_class", "exception.type"]);
  return {
    status: "error",
    message: span.status.message || message?.value || exception?.message || "",
    errorType: type?.value ?? exception?.type ?? "",
    soft: false,
    rule,
    keys,
  };
}
