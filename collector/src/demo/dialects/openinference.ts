import type { ValuesByKey } from "../otlp-json.ts";
import type { ModelStep, RunContext, Step, Turn } from "../steps.ts";
import { demoTags, type Dialect, type Shape } from "./dialect.ts";
import { finishReason } from "./messages.ts";

/** OpenInference, as its LangChain instrumentation writes it. */
export const openInference: Dialect = {
  scope: "@arizeai/openinference-instrumentation-langchain",
  version: "4.0.9",
  write: (step, context) => ({
    name: nameOf(step),
    kind: 1,
    attributes: { ...attributesOf(step), ...attribution(context) },
  }),
};

function attribution(context: RunContext): ValuesByKey {
  return {
    "session.id": context.sessionId,
    "user.id": context.userId,
    "tag.tags": JSON.stringify(["demo", context.channel]),
    metadata: JSON.stringify({
      business_unit: context.businessUnit,
      project: context.project,
      use_case: context.useCase,
      ...demoTags(context),
    }),
  };
}

function nameOf(step: Step): Shape["name"] {
  switch (step.kind) {
    case "agent":
      return step.name;
    case "model":
      return step.choice.provider === "anthropic" ? "ChatAnthropic" : "ChatOpenAI";
    case "tool":
      return step.call.name;
    case "retrieval":
      return "VectorStoreRetriever";
    case "handoff":
      return `handoff to ${step.to}`;
    case "decision":
    case "approval":
      return step.name;
  }
}

function attributesOf(step: Step): ValuesByKey {
  switch (step.kind) {
    case "agent":
      return {
        "openinference.span.kind": "AGENT",
        "agent.name": step.name,
        "graph.node.id": step.name,
        ...io(step.input, step.output),
      };
    case "model":
      return writeModel(step);
    case "tool":
      return {
        "openinference.span.kind": "TOOL",
        "tool.name": step.call.name,
        "tool_call.id": step.call.id,
        ...io(JSON.stringify(step.call.arguments), step.result),
      };
    case "retrieval":
      return writeRetrieval(step);
    case "handoff":
      return { "openinference.span.kind": "TOOL", ...io(step.message, step.to) };
    case "decision":
      return {
        "openinference.span.kind": "CHAIN",
        ...io(JSON.stringify(step.alternatives), step.chosen),
      };
    case "approval":
      return { "openinference.span.kind": "CHAIN", ...io(step.request, step.state) };
  }
}

function writeRetrieval(step: Extract<Step, { kind: "retrieval" }>): ValuesByKey {
  const attributes: ValuesByKey = {
    "openinference.span.kind": "RETRIEVER",
    "input.value": step.query,
  };
  for (const [index, { id, content, score }] of step.documents.entries()) {
    const prefix = `retrieval.documents.${index}.document`;
    attributes[`${prefix}.id`] = id;
    attributes[`${prefix}.content`] = content;
    attributes[`${prefix}.score`] = score;
  }
  return attributes;
}

function writeModel(step: ModelStep): ValuesByKey {
  const { choice, usage, answer } = step;
  const attributes: ValuesByKey = {
    "openinference.span.kind": "LLM",
    "llm.model_name": choice.model,
    "llm.provider": choice.provider,
    "llm.system": choice.provider,
    "llm.invocation_parameters": JSON.stringify({ model: choice.model, temperature: 0 }),
    "llm.input_messages.0.message.role": "system",
    "llm.input_messages.0.message.content": step.system,
  };
  let index = 1;
  for (const turn of step.input) index = writeTurn(attributes, turn, `llm.input_messages.${index}`);
  if (answer !== null) {
    writeTurn(attributes, answer, "llm.output_messages.0");
    attributes["llm.finish_reason"] = finishReason(answer);
  }
  if (usage === null) return attributes;
  return Object.assign(attributes, {
    "llm.token_count.prompt": usage.input,
    "llm.token_count.completion": usage.output,
    "llm.token_count.total": usage.input + usage.output,
    "llm.token_count.prompt_details.cache_read": usage.cacheRead || undefined,
    "llm.token_count.completion_details.reasoning": usage.reasoning || undefined,
    "llm.cost.total": step.costUsd ?? undefined,
  });
}

/** Writes a turn at `prefix`; a tool's turn is a message for each result. Gives the next index. */
function writeTurn(attributes: ValuesByKey, turn: Turn, prefix: string): number {
  const [list, first] = split(prefix);
  if (turn.results !== undefined) {
    for (const [offset, { id, result }] of turn.results.entries()) {
      const message = `${list}.${first + offset}.message`;
      attributes[`${message}.role`] = "tool";
      attributes[`${message}.content`] = result;
      attributes[`${message}.tool_call_id`] = id;
    }
    return first + turn.results.length;
  }
  attributes[`${prefix}.message.role`] = turn.role;
  attributes[`${prefix}.message.content`] = turn.text;
  for (const [index, call] of (turn.calls ?? []).entries()) {
    const key = `${prefix}.message.tool_calls.${index}.tool_call`;
    attributes[`${key}.id`] = call.id;
    attributes[`${key}.function.name`] = call.name;
    attributes[`${key}.function.arguments`] = JSON.stringify(call.arguments);
  }
  return first + 1;
}

function split(prefix: string): [list: string, index: number] {
  const dot = prefix.lastIndexOf(".");
  return [prefix.slice(0, dot), Number(prefix.slice(dot + 1))];
}

function io(input: string, output: string): ValuesByKey {
  return {
    "input.value": input,
    "input.mime_type": mimeType(input),
    "output.value": output === "" ? undefined : output,
    "output.mime_type": output === "" ? undefined : mimeType(output),
  };
}

function mimeType(text: string): string {
  return /^[[{]/.test(text) ? "application/json" : "text/plain";
}
