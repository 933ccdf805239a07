import { ruleKeys } from "./rule-keys.ts";

/**
 * What the value of an attribute means to the rules.
 *
 * - `silent`: nothing. It is stored and can be filtered by, and no rule looks at it.
 * - `telling`: something may depend on it, so spans are alike only when it is the same.
 * - `role`: it becomes a column, or is measured, in a way that is known here.
 * - `strange`: it takes the general path.
 */
export type KeyClass = "silent" | "telling" | "role" | "strange";

/** The attributes whose values are read here, in the rules' order of preference where there is one. */
export const roleKeys = [
  "gen_ai.response.id",
  "session.id",
  "gen_ai.conversation.id",
  "user.id",
  "gen_ai.agent.name",
  "gen_ai.tool.name",
  "gen_ai.tool.call.id",
  "spanward.business_unit",
  "spanward.use_case",
  "gen_ai.usage.input_tokens",
  "gen_ai.usage.output_tokens",
  "gen_ai.usage.cache_read.input_tokens",
  "gen_ai.usage.cache_creation.input_tokens",
  "gen_ai.usage.reasoning.output_tokens",
  "gen_ai.system_instructions",
  "gen_ai.input.messages",
  "gen_ai.output.messages",
  "gen_ai.tool.call.arguments",
  "gen_ai.tool.call.result",
  "gen_ai.retrieval.query.text",
  "gen_ai.retrieval.documents",
  "gen_ai.guardrail.input",
  "gen_ai.guardrail.output",
  "spanward.input",
  "spanward.output",
  "input.value",
  "output.value",
  "traceloop.entity.input",
  "traceloop.entity.output",
] as const;
export type RoleKey = (typeof roleKeys)[number];

/** The place of each role in arrays by role. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys are those of the list
export const roleAt = Object.fromEntries(roleKeys.map((key, at) => [key, at])) as Record<
  RoleKey,
  number
>;

// Keys that the rules recognise by what they begin with, end in or hold.
const telling =
  /token|usage|^(?:spanward\.tag|langfuse|traceloop\.association|lmnr|langsmith|ai|mastra|mlflow|langwatch|metadata|gen_ai\.aggregated_usage|gen_ai\.prompt|llm\.input_messages|gen_ai\.input\.messages|llm\.prompts|gen_ai\.completion|llm\.output_messages|gen_ai\.output\.messages|llm\.choices|llm\.completions|db|logfire|braintrust|genkit)[.:]|(?:^|[._:])(?:span|observation|run|event|entity|node|operation)[._]?(?:kind|type)$/i;

// What they mean depends on the time of the span, or they are no names.
const strange = new Set([
  "langfuse.observation.completion_start_time",
  "mastra.completion_start_time",
  "langwatch.timestamps",
  "__proto__",
  "",
]);

/** How the rules look at an attribute of this key. */
export function classOfKey(key: string): KeyClass {
  // Numbers come first in an object, whatever their order.
  if (strange.has(key) || /^\d+$/.test(key)) return "strange";
  if (Object.hasOwn(roleAt, key)) return "role";
  return ruleKeys.has(key) || telling.test(key) ? "telling" : "silent";
}

// Of a span that reports tokens, these are understood together with them.
const otherUsage =
  /token|usage|metrics|provider_?metadata|^(?:llm\.response|response|gen_ai\.completion|genkit:output|gcp\.vertex\.agent\.llm_response|.*output(?:\.value|s|_json)?)$/i;

/** Whether a telling attribute may have a say in how tokens are understood. */
export const mayTellUsage = (key: string): boolean =>
  otherUsage.test(key) && key !== "gen_ai.request.max_tokens";

const otherMessages =
  /^(?:gen_ai\.(?:prompt|completion|input\.messages|output\.messages|request\.messages|response\.(?:text|tool_calls))|ai\.(?:prompt|response)|llm\.(?:input_messages|output_messages|prompts|choices|completions)|events$|all_messages_events$)/;

/** Whether a telling attribute may have a say in what went in and came out. */
export const mayTellMessages = (key: string): boolean => otherMessages.test(key);
