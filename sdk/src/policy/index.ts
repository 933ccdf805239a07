export { canonicalJson } from "./canonical-json.ts";
export { compilePolicy, type Policy } from "./compile-policy.ts";
export { ConditionError } from "./condition.ts";
export type { Decision, Outcome, ReasonCode } from "./decision.ts";
export type { PolicyAction, Verdict } from "./judge-action.ts";
export { type DecimalUsd, nanoFromUsd, usdFromNano } from "./money.ts";
export type {
  BudgetDefinition,
  BudgetScope,
  BudgetWindow,
  ModelPrice,
  PolicyDocument,
  PolicyLimits,
  PolicyRule,
  RuleEffect,
  Tier,
  ToolPolicy,
  UnpricedPolicy,
} from "./policy-document.ts";
export { policySchema } from "./policy-schema.ts";
export { PolicyError, readPolicy } from "./read-policy.ts";
export { RunFacts } from "./run-facts.ts";
