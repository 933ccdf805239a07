import type { OtlpSpan } from "../decode/otlp.ts";
import type { Decision } from "./content.ts";
import type { SpanFacts } from "./find-facts.ts";
import { explain, type Finding } from "./finding.ts";

/** Why each canonical field of a span has its value, the fields that have none left out. */
export function explainFacts(otlp: OtlpSpan, facts: SpanFacts): Decision[] {
  const { usage } = facts;
  const tokens = `${usage.usage.inputTokens} in, ${usage.usage.outputTokens} out`;
  const findings: [string, Finding<unknown>][] = [
    ["kind", facts.kind],
    ["model", facts.model.model],
    ["requestModel", facts.model.request],
    ["provider", facts.provider],
    ["usage", { ...usage, value: usage.source === "none" ? "unknown" : tokens }],
    ["status", { ...facts.outcome, value: facts.outcome.status }],
    ["responseId", facts.answerId],
    ["agent", facts.agent.name],
    ["session", facts.session],
    ["user", facts.user],
  ];
  if (facts.cost !== null) {
    const { key, nanoUsd } = facts.cost;
    const rule = "Reported by the sender, in billionths of a US dollar.";
    findings.push(["cost", { value: nanoUsd, rule, keys: [key] }]);
  }
  const told = findings.filter(([field, { value }]) => value !== "" || field === "model");
  const isModel = facts.kind.value === "llm" || facts.kind.value === "embedding";
  return told
    .filter(([field]) => isModel || !["model", "requestModel", "provider"].includes(field))
    .filter(([field]) => isModel || field !== "usage" || usage.source !== "none")
    .map(([field, finding]) => explain(field, finding, otlp.attributes));
}
