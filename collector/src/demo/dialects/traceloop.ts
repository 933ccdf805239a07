import type { ValuesByKey } from "../otlp-json.ts";
import type { ModelStep, RunContext, Step } from "../steps.ts";
import { demoTags, type Dialect, type Shape } from "./dialect.ts";
import { finishReason, writeAnswer, writeMessages } from "./messages.ts";
import { writeOwn } from "./semconv.ts";

/** Traceloop's OpenLLMetry, as of its move to the GenAI conventions. */
export const traceloop: Dialect = {
  scope: "@traceloop/node-server-sdk",
  version: "0.27.0",
  write: (step, context) => {
    const shape = write(step, context);
    return { ...shape, attributes: { ...shape.attributes, ...association(context) } };
  },
};

function association(context: RunContext): ValuesByKey {
  const prefix = "traceloop.association.properties";
  return {
    [`${prefix}.session_id`]: context.sessionId,
    [`${prefix}.user_id`]: context.userId,
    [`${prefix}.business_unit`]: context.businessUnit,
    [`${prefix}.project`]: context.project,
    [`${prefix}.use_case`]: context.useCase,
    ...demoTags(context, `${prefix}.`),
  };
}

function write(step: Step, context: RunContext): Shape {
  switch (step.kind) {
    case "agent":
      return entity(step.name, "agent", {
        "gen_ai.agent.name": step.name,
        "traceloop.workflow.name": context.useCase,
        "traceloop.entity.input": args(step.input),
        "traceloop.entity.output": JSON.stringify(step.output),
      });
    case "model":
      return writeModel(step);
    case "tool":
      return entity(step.call.name, "tool", {
        "gen_ai.tool.call.id": step.call.id,
        "traceloop.entity.input": args(step.call.arguments),
        "traceloop.entity.output": step.result,
      });
    case "retrieval":
      return entity(step.source, "task", {
        "traceloop.entity.input": args(step.query),
        "traceloop.entity.output": JSON.stringify(step.documents),
      });
    case "handoff":
    case "decision":
    case "approval":
      return writeOwn(step);
  }
}

function writeModel(step: ModelStep): Shape {
  const { choice, usage, answer } = step;
  const attributes: ValuesByKey = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": choice.provider,
    "gen_ai.request.model": choice.model,
    "gen_ai.system_instructions": JSON.stringify([{ type: "text", content: step.system }]),
    "gen_ai.input.messages": writeMessages(step.input),
  };
  if (answer !== null) {
    attributes["gen_ai.response.model"] = choice.model;
    attributes["gen_ai.response.id"] = step.responseId;
    attributes["gen_ai.response.finish_reasons"] = [finishReason(answer)];
    attributes["gen_ai.output.messages"] = writeAnswer(answer);
  }
  if (usage !== null) {
    attributes["gen_ai.usage.input_tokens"] = usage.input;
    attributes["gen_ai.usage.output_tokens"] = usage.output;
    attributes["gen_ai.usage.total_tokens"] = usage.input + usage.output;
    attributes["gen_ai.usage.cache_read.input_tokens"] = usage.cacheRead || undefined;
  }
  return { name: `chat ${choice.model}`, kind: 3, attributes };
}

function entity(name: string, kind: "agent" | "tool" | "task", attributes: ValuesByKey): Shape {
  return {
    name: `${name}.${kind}`,
    kind: 1,
    attributes: {
      "traceloop.span.kind": kind,
      "traceloop.entity.name": name,
      "traceloop.entity.path": name,
      ...attributes,
    },
  };
}

function args(input: unknown): string {
  return JSON.stringify({ args: [input], kwargs: {} });
}
