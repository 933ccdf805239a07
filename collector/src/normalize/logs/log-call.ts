import type { Attributes, OtlpLogRecord, OtlpSpan } from "../../decode/otlp.ts";
import type { TraceWitness } from "../../resolve/call-window.ts";
import { firstNumber, firstText } from "../attributes/read-attribute.ts";
import { findFacts } from "../find-facts.ts";
import { fingerprint } from "../fingerprint.ts";
import { reportsTokens } from "../usage/token-keys.ts";
import { fieldsOf } from "./log-fields.ts";

/** A part of an agent's run that a log record tells of. */
export type LoggedStep = "agent" | "llm" | "tool";

// Claude Code, Gemini CLI and their kin log each step under a name of their own with one ending.
const steps: readonly [RegExp, LoggedStep][] = [
  [/(?:^|\.)user_prompt$/, "agent"],
  [/(?:^|\.)(?:api_request|api_response|api_error|sse_event)$/, "llm"],
  [/(?:^|\.)(?:tool_result|tool_call)$/, "tool"],
];

/** Which step of a run an event tells of as a whole; null for every other event. */
export function loggedStep(eventName: string, fields: Attributes): LoggedStep | null {
  const step = steps.find(([pattern]) => pattern.test(eventName))?.[1] ?? null;
  // Of the records of one call only that of its end reports tokens, or an error.
  return step === "llm" && !reportsTokens(fields) && !eventName.endsWith("api_error") ? null : step;
}

const answers = /^gen_ai\.(?:choice|client\.inference\.operation\.details)$/;

/**
 * What a record with trace context tells of a model call: to fill in what the call's span lacks, never
 * to add to it. Null when it tells nothing.
 */
export function readWitness(
  record: OtlpLogRecord,
  event: { name: string; project: string; recordId: string },
): TraceWitness | null {
  const fields = fieldsOf(record);
  if (
    record.traceId === "" ||
    (!answers.test(event.name) && loggedStep(event.name, fields) !== "llm")
  )
    return null;
  const { cost, finishReason, model, provider, requestedTools, usage } = findFacts(
    asCall(record, event.name, fields),
  );
  return {
    project: event.project,
    traceId: record.traceId,
    key: event.recordId,
    spanId: record.spanId,
    responseId: firstText(fields, ["gen_ai.response.id", "request_id"])?.value ?? "",
    timeUnixNano: record.timeUnixNano,
    parts: 0,
    account: {
      usage: usage.usage,
      usageSource: usage.source,
      requestedTools,
      reportedCostNanoUsd: cost?.nanoUsd ?? null,
      provider: provider.value,
      model: model.model.value,
      requestModel: model.request.value,
      finishReason,
    },
  };
}

/** A record as if it were the span of the call that it tells of. */
function asCall(record: OtlpLogRecord, eventName: string, fields: Attributes): OtlpSpan {
  const event = {
    name: eventName,
    attributes: fields,
    timeUnixNano: record.timeUnixNano,
    droppedAttributesCount: 0,
  };
  const attributes = new Map([...fields, ["gen_ai.operation.name", "chat"] as const]);
  return { ...emptySpan(record), attributes, events: [event] };
}

/**
 * The span that a record without trace context stands for, so that an agent that only logs is seen
 * too: one trace for each prompt, with ids that are the same however often the record is sent. Null
 * for a record of anything else.
 */
export function readLoggedSpan(record: OtlpLogRecord, eventName: string): OtlpSpan | null {
  const fields = fieldsOf(record);
  const step = loggedStep(eventName, fields);
  const session = firstText(fields, ["session.id", "conversation.id"])?.value;
  if (record.traceId !== "" || step === null || session === undefined) return null;
  // A prompt's record lacks trace context elsewhere even when all its calls are traced.
  if (step === "agent" && !record.scope.name.startsWith("com.anthropic.claude_code")) return null;
  const prompt = firstText(fields, ["prompt.id", "prompt_id"])?.value ?? "";
  const traceId = fingerprint(`trace ${session} ${prompt}`);
  const rootId = prompt === "" ? "" : fingerprint(`root ${traceId}`).slice(0, 16);
  const own = `${eventName} ${record.timeUnixNano} ${JSON.stringify([...fields], (_key, value: unknown) => String(value))}`;
  const durationNs = BigInt(Math.round((firstNumber(fields, ["duration_ms"])?.value ?? 0) * 1e6));
  return {
    ...emptySpan(record),
    traceId,
    spanId: step === "agent" && rootId !== "" ? rootId : fingerprint(own).slice(0, 16),
    parentSpanId: step === "agent" ? "" : rootId,
    name: eventName,
    startTimeUnixNano: record.timeUnixNano - (durationNs > 0n ? durationNs : 0n),
    attributes: new Map([...fields, ...conventional(step, fields)]),
  };
}

const operations = { agent: "invoke_agent", llm: "chat", tool: "execute_tool" } as const;

/** What the record says, in the words of the semantic conventions where they differ. */
function conventional(step: LoggedStep, fields: Attributes): [string, string][] {
  const tool = firstText(fields, ["tool_name", "function_name"])?.value ?? "";
  const args = firstText(fields, ["tool_input", "function_args", "arguments"])?.value ?? "";
  const pairs: [string, string][] = [
    ["gen_ai.operation.name", operations[step]],
    ["gen_ai.tool.name", step === "tool" ? tool : ""],
    ["gen_ai.tool.call.arguments", step === "tool" ? args : ""],
    [
      "input.value",
      step === "agent" ? (firstText(fields, ["prompt", "prompt_text"])?.value ?? "") : "",
    ],
  ];
  return pairs.filter(([, value]) => value !== "");
}

const emptySpan = ({
  resource,
  scope,
  spanId,
  timeUnixNano,
  traceId,
}: OtlpLogRecord): OtlpSpan => ({
  traceId,
  spanId,
  parentSpanId: "",
  traceState: "",
  flags: 0,
  name: "",
  kind: 1,
  startTimeUnixNano: timeUnixNano,
  endTimeUnixNano: timeUnixNano,
  attributes: new Map(),
  droppedAttributesCount: 0,
  events: [],
  droppedEventsCount: 0,
  links: [],
  droppedLinksCount: 0,
  status: { code: 0, message: "" },
  resource,
  scope,
});
