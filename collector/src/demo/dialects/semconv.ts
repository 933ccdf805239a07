import type { ValuesByKey } from "../otlp-json.ts";
import type { AgentStep, ModelStep, RunContext, Step } from "../steps.ts";
import { demoTags, type Dialect, type Shape } from "./dialect.ts";
import { finishReason, writeAnswer, writeMessages } from "./messages.ts";

/** The dialect of Spanward's own SDK: OpenTelemetry's GenAI conventions, attribution on every span. */
export const semconv: Dialect = {
  scope: "@spanward/sdk",
  version: "0.1.0",
  write: (step, context) => {
    const shape = write(step, context);
    return { ...shape, attributes: { ...shape.attributes, ...attribution(context) } };
  },
};

function attribution(context: RunContext): ValuesByKey {
  return {
    "spanward.business_unit": context.businessUnit,
    "spanward.project": context.project,
    "spanward.use_case": context.useCase,
    ...demoTags(context, "spanward.tag."),
    "session.id": context.sessionId,
    "user.id": context.userId,
  };
}

function write(step: Step, context: RunContext): Shape {
  switch (step.kind) {
    case "agent":
      return writeAgent(step, context);
    case "model":
      return writeModel(step, context);
    case "tool":
      return writeTool(step);
    case "retrieval":
      return writeRetrieval(step);
    case "handoff":
    case "decision":
    case "approval":
      return writeOwn(step);
  }
}

function writeAgent(step: AgentStep, { sessionId }: RunContext): Shape {
  return internal(`invoke_agent ${step.name}`, {
    "gen_ai.operation.name": "invoke_agent",
    "gen_ai.agent.name": step.name,
    "gen_ai.agent.id": `agt-${step.name}`,
    "gen_ai.agent.version": step.version,
    "gen_ai.agent.description": step.description,
    "gen_ai.conversation.id": sessionId,
    "gen_ai.input.messages": writeMessages([{ role: "user", text: step.input }]),
    "gen_ai.output.messages":
      step.output === "" ? undefined : writeAnswer({ role: "assistant", text: step.output }),
  });
}

function writeModel(step: ModelStep, { sessionId }: RunContext): Shape {
  const { choice, usage, answer } = step;
  const attributes: ValuesByKey = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": choice.provider === "google" ? "gcp.gemini" : choice.provider,
    "gen_ai.request.model": choice.model,
    "gen_ai.request.temperature": 0.2,
    "gen_ai.request.max_tokens": 2048,
    "gen_ai.request.stream": step.timeToFirstChunkMs === null ? undefined : true,
    "gen_ai.conversation.id": sessionId,
    "gen_ai.system_instructions": JSON.stringify([{ type: "text", content: step.system }]),
    "gen_ai.tool.definitions":
      step.tools.length === 0 ? undefined : JSON.stringify(step.tools.map(toDefinition)),
    "gen_ai.input.messages": writeMessages(step.input),
  };
  if (answer !== null) {
    Object.assign(attributes, {
      "gen_ai.response.model": choice.model,
      "gen_ai.response.id": step.responseId,
      "gen_ai.response.finish_reasons": [finishReason(answer)],
      "gen_ai.response.time_to_first_chunk":
        step.timeToFirstChunkMs === null ? undefined : step.timeToFirstChunkMs / 1000,
      "gen_ai.output.messages": writeAnswer(answer),
    });
  }
  if (usage !== null) {
    Object.assign(attributes, {
      "gen_ai.usage.input_tokens": usage.input,
      "gen_ai.usage.output_tokens": usage.output,
      "gen_ai.usage.cache_read.input_tokens": usage.cacheRead || undefined,
      "gen_ai.usage.cache_write.input_tokens": usage.cacheWrite || undefined,
      "gen_ai.usage.reasoning.output_tokens": usage.reasoning || undefined,
      "gen_ai.usage.cost": step.costUsd ?? undefined,
    });
  }
  return { name: `chat ${choice.model}`, kind: 3, attributes };
}

function writeTool({ call, result, error }: Extract<Step, { kind: "tool" }>): Shape {
  return internal(`execute_tool ${call.name}`, {
    "gen_ai.operation.name": "execute_tool",
    "gen_ai.tool.name": call.name,
    "gen_ai.tool.type": "function",
    "gen_ai.tool.call.id": call.id,
    "gen_ai.tool.call.arguments": JSON.stringify(call.arguments),
    "gen_ai.tool.call.result": error === undefined ? result : undefined,
  });
}

function writeRetrieval(step: Extract<Step, { kind: "retrieval" }>): Shape {
  return internal(`retrieval ${step.source}`, {
    "gen_ai.operation.name": "retrieval",
    "gen_ai.data_source.id": step.source,
    "gen_ai.retrieval.query.text": step.query,
    "gen_ai.retrieval.documents": JSON.stringify(step.documents),
    "gen_ai.retrieval.top_k": step.documents.length,
  });
}

/** Steps that only Spanward has names for; other dialects write them the same way. */
export function writeOwn(
  step: Extract<Step, { kind: "handoff" | "decision" | "approval" }>,
): Shape {
  switch (step.kind) {
    case "handoff":
      return internal(`handoff to ${step.to}`, {
        "spanward.kind": "handoff",
        "spanward.handoff.from": step.from,
        "spanward.handoff.to": step.to,
        "gen_ai.agent.name": step.to,
        "spanward.input": step.message,
      });
    case "decision":
      return internal(`decide ${step.name}`, {
        "spanward.kind": "decision",
        "spanward.decision.alternatives": step.alternatives,
        "spanward.decision.chosen": step.chosen,
        "spanward.decision.reason": step.reason,
      });
    case "approval":
      return internal(`approval ${step.name}`, {
        "spanward.kind": "approval",
        "spanward.pending": step.state === "pending" || undefined,
        "spanward.approval.state": step.state,
        "spanward.approval.reason": step.reason,
        "spanward.approval.approver": step.approver === "" ? undefined : step.approver,
        "spanward.input": step.request,
      });
  }
}

function internal(name: string, attributes: ValuesByKey): Shape {
  return { name, kind: 1, attributes };
}

function toDefinition(name: string): object {
  return { type: "function", name, parameters: { type: "object" } };
}
