import type { SpanTextColumn, TraceCondition } from "@spanward/clickhouse";
import { z } from "zod";
import type { Condition, Measure } from "../search/condition.ts";
import { parseSearch, type Search, searchCharactersMax } from "../search/parse-search.ts";

/**
 * The parameter `q`: a text of the search grammar. What cannot be read of it is refused with its place, so
 * that a search with a slip of the pen never finds more than it was to find.
 */
export const searchText = z
  .string()
  .max(searchCharactersMax)
  .default("")
  .transform((text, context): TraceCondition[] => {
    const search = parseSearch(text);
    for (const problem of search.problems) {
      context.addIssue({ code: "custom", message: problemMessage(text, problem) });
    }
    return search.conditions.map((condition) => traceCondition(condition));
  });

function problemMessage(text: string, problem: Search["problems"][number]): string {
  const { from, message, to } = problem;
  return `at character ${from + 1}, "${text.slice(from, Math.min(to, from + 100))}": ${message}`;
}

/** A condition of the grammar in the store's words. */
function traceCondition(condition: Condition): TraceCondition {
  const { negated } = condition;
  switch (condition.kind) {
    case "value": {
      const { anyOf, field } = condition;
      if (field === "label") return { on: "label", anyOf, negated };
      return { on: "value", column: columnOf(field), anyOf, negated };
    }
    case "choice":
      return choiceCondition(condition);
    case "has":
      return hasCondition(condition.what, negated);
    case "tag":
      return { on: "tag", key: condition.key, value: condition.value, negated };
    case "bound": {
      const { amount, measure, operator } = condition;
      return { on: "measure", measure: measures[measure], operator, amount, negated };
    }
    case "text":
      return { on: "text", phrase: condition.phrase, negated };
  }
}

function choiceCondition(condition: Extract<Condition, { kind: "choice" }>): TraceCondition {
  const { anyOf, field, negated } = condition;
  switch (field) {
    case "status":
      return { on: "status", anyOf: z.array(Status).parse(anyOf), negated };
    case "guardrail":
      return { on: "guardrail", anyOf: z.array(Guardrail).parse(anyOf), negated };
    case "kind":
      return { on: "value", column: "kind", anyOf: anyOf.map(exactly), negated };
  }
}

const Status = z.enum(["error", "ok", "unset", "running"]);
const Guardrail = z.enum(["blocked", "passed"]);
const exactly = (text: string) => ({ text, glob: false });

function hasCondition(what: string, negated: boolean): TraceCondition {
  switch (what) {
    case "error":
      return { on: "measure", measure: "errorCount", operator: ">", amount: 0n, negated };
    case "session":
    case "user":
    case "bu":
      return { on: "value", column: columnOf(what), anyOf: [{ text: "*", glob: true }], negated };
    case "cost":
      return { on: "known", measure: "costNanoUsd", negated };
    default:
      return { on: "value", column: "kind", anyOf: [exactly(what)], negated };
  }
}

const measures = {
  latency: "durationNs",
  cost: "costNanoUsd",
  tokens: "totalTokens",
  spans: "spanCount",
  errors: "errorCount",
} as const satisfies Record<Measure, string>;

const columns: Record<string, SpanTextColumn> = {
  agent: "agent",
  bu: "business_unit",
  env: "environment",
  error: "error_type",
  model: "model",
  name: "name",
  provider: "provider",
  service: "service",
  session: "session_id",
  tool: "tool",
  usecase: "use_case",
  user: "user_id",
  version: "agent_version",
};

function columnOf(field: string): SpanTextColumn {
  const column = columns[field];
  if (!column) throw new TypeError(`the field ${field} has no column`);
  return column;
}
