import type { ValuesByKey } from "../otlp-json.ts";
import type { AgentStep, ModelStep, RunContext, Step, Turn } from "../steps.ts";
import { demoTags, type Dialect, type Shape } from "./dialect.ts";
import { finishReason } from "./messages.ts";
import { writeOwn } from "./semconv.ts";

/** The Vercel AI SDK 6: wrappers repeat, as a sum, what the calls inside them used. */
export const aiSdk: Dialect = {
  scope: "ai",
  version: "",
  write: (step, context) => {
    const shape = write(step, context);
    return { ...shape, attributes: { ...shape.attributes, ...metadata(context) } };
  },
};

function metadata(context: RunContext): ValuesByKey {
  const prefix = "ai.telemetry.metadata";
  return {
    [`${prefix}.sessionId`]: context.sessionId,
    [`${prefix}.userId`]: context.userId,
    [`${prefix}.business_unit`]: context.businessUnit,
    [`${prefix}.project`]: context.project,
    [`${prefix}.use_case`]: context.useCase,
    ...demoTags(context, `${prefix}.`),
  };
}

function write(step: Step, context: RunContext): Shape {
  switch (step.kind) {
    case "agent":
      return writeAgent(step);
    case "model":
      return writeModel(step, context);
    case "tool":
      return internal("ai.toolCall", {
        "operation.name": "ai.toolCall",
        "ai.operationId": "ai.toolCall",
        "ai.toolCall.name": step.call.name,
        "ai.toolCall.id": step.call.id,
        "ai.toolCall.args": JSON.stringify(step.call.arguments),
        "ai.toolCall.result": step.error === undefined ? step.result : undefined,
      });
    case "retrieval":
      return internal(step.source, {
        "openinference.span.kind": "RETRIEVER",
        "input.value": step.query,
        "output.value": JSON.stringify(step.documents),
      });
    case "handoff":
    case "decision":
    case "approval":
      return writeOwn(step);
  }
}

function writeAgent(step: AgentStep): Shape {
  return internal("ai.generateText", {
    "operation.name": `ai.generateText ${step.name}`,
    "ai.operationId": "ai.generateText",
    "resource.name": step.name,
    "ai.telemetry.functionId": step.name,
    ...modelKeys(step),
    "ai.prompt": JSON.stringify({ prompt: step.input }),
    "ai.response.text": step.output === "" ? undefined : step.output,
    "ai.response.finishReason": "stop",
    ...usageKeys(step.used ?? null),
  });
}

function writeModel(step: ModelStep, context: RunContext): Shape {
  const { choice, usage, answer } = step;
  const attributes: ValuesByKey = {
    "operation.name": `ai.generateText.doGenerate ${context.useCase}`,
    "ai.operationId": "ai.generateText.doGenerate",
    ...modelKeys(step),
    "ai.prompt.messages": JSON.stringify([
      { role: "system", content: step.system },
      ...step.input.map(toModelMessage),
    ]),
    "gen_ai.system": choice.provider,
    "gen_ai.request.model": choice.model,
  };
  if (answer !== null) {
    const reason = finishReason(answer).replace("_", "-");
    Object.assign(attributes, {
      "ai.response.id": step.responseId,
      "ai.response.model": choice.model,
      "ai.response.finishReason": reason,
      "ai.response.text": answer.text,
      "ai.response.toolCalls":
        answer.calls === undefined
          ? undefined
          : JSON.stringify(
              answer.calls.map(({ id, name, arguments: input }) => toCall(id, name, input)),
            ),
      "gen_ai.response.id": step.responseId,
      "gen_ai.response.model": choice.model,
      "gen_ai.response.finish_reasons": [reason],
    });
  }
  if (usage !== null) {
    attributes["gen_ai.usage.input_tokens"] = usage.input;
    attributes["gen_ai.usage.output_tokens"] = usage.output;
  }
  return internal("ai.generateText.doGenerate", { ...attributes, ...usageKeys(usage) });
}

function usageKeys(usage: ModelStep["usage"]): ValuesByKey {
  if (usage === null) return {};
  return {
    "ai.usage.inputTokens": usage.input,
    "ai.usage.outputTokens": usage.output,
    "ai.usage.totalTokens": usage.input + usage.output,
    "ai.usage.reasoningTokens": usage.reasoning,
    "ai.usage.cachedInputTokens": usage.cacheRead,
    "ai.usage.inputTokenDetails.noCacheTokens": usage.input - usage.cacheRead - usage.cacheWrite,
    "ai.usage.inputTokenDetails.cacheReadTokens": usage.cacheRead,
    "ai.usage.inputTokenDetails.cacheWriteTokens": usage.cacheWrite,
    "ai.usage.outputTokenDetails.textTokens": usage.output - usage.reasoning,
    "ai.usage.outputTokenDetails.reasoningTokens": usage.reasoning,
  };
}

function modelKeys({ choice }: { choice: ModelStep["choice"] }): ValuesByKey {
  return { "ai.model.id": choice.model, "ai.model.provider": `${choice.provider}.chat` };
}

function toModelMessage({ role, text, calls = [], results = [] }: Turn): object {
  const content = [
    ...(text === undefined ? [] : [{ type: "text", text }]),
    ...calls.map((call) => ({ type: "tool-call", ...toCall(call.id, call.name, call.arguments) })),
    ...results.map(({ id, name, result }) => ({
      type: "tool-result",
      toolCallId: id,
      toolName: name,
      output: { type: "text", value: result },
    })),
  ];
  return { role, content };
}

function toCall(toolCallId: string, toolName: string, input: object): object {
  return { toolCallId, toolName, input };
}

function internal(name: string, attributes: ValuesByKey): Shape {
  return { name, kind: 1, attributes };
}
