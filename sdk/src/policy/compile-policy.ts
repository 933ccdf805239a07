import { compileCondition } from "./condition.ts";
import {
  type CompiledRule,
  enforces,
  judgeAction,
  type PolicyAction,
  strictest,
  type ToolRules,
  type Verdict,
} from "./judge-action.ts";
import { matchesAny, matchesName } from "./match-name.ts";
import type { PolicyDocument, PolicyRule } from "./policy-document.ts";

const toolsRememberedMax = 1_024;

/** Policies, ready to judge. */
export interface Policy {
  /** Whether a tool may be called at all, depending on its arguments. */
  admitsTool(tool: string): boolean;
  admitsModel(model: string): boolean;
  admitsHandoff(agent: string): boolean;
  /** A function of its input: the same action and facts give the same verdict, live and over stored traces. */
  judge(action: PolicyAction): Verdict;
  readonly documents: readonly PolicyDocument[];
}

/**
 * Compiles those documents that are for the agent. Their tools add up, and of all rules that hold, denial
 * wins over approval and approval over permission.
 */
export function compilePolicy(documents: readonly PolicyDocument[], agentId: string): Policy {
  const own = documents.filter(({ agents }) => agents === undefined || matchesAny(agents, agentId));
  const rules = own.flatMap((document) => (document.rules ?? []).map(compileRule));
  const known = new Map<string, ToolRules>();

  const rulesOf = (tool: string): ToolRules => {
    const found = known.get(tool);
    if (found !== undefined) return found;
    const made = gatherToolRules(tool, own, rules);
    // Names come from models, which make up new ones: what is remembered is bounded.
    if (known.size < toolsRememberedMax) known.set(tool, made);
    return made;
  };
  return {
    documents: own,
    admitsTool: (tool) => rulesOf(tool).admitted,
    admitsModel: (model) => admitsEverywhere(own, "models", model),
    admitsHandoff: (agent) => admitsEverywhere(own, "handoffs", agent),
    judge: (action) => judgeAction(action, rulesOf(action.tool)),
  };
}

function compileRule(rule: PolicyRule): CompiledRule {
  const set = Object.entries(rule.set ?? {}).map(([name, expression]) => ({
    name,
    value: expression === null ? null : compileCondition(expression, "any"),
  }));
  const expressions = [rule.when ?? "", ...Object.values(rule.set ?? {})].join(" ");
  return {
    rule,
    when: rule.when === undefined ? null : compileCondition(rule.when, "bool"),
    set,
    asksRun: /\brun\b/.test(expressions),
  };
}

function gatherToolRules(
  tool: string,
  documents: readonly PolicyDocument[],
  rules: readonly CompiledRule[],
): ToolRules {
  const named = documents.flatMap(({ tools = {} }) =>
    Object.entries(tools).flatMap(([pattern, said]) => (matchesName(pattern, tool) ? [said] : [])),
  );
  const own = rules.filter(({ rule }) => rule.tools === undefined || matchesAny(rule.tools, tool));
  // A rule without `tools` is about calls; it does not make every tool one that may be called.
  const allowing = own.some(
    ({ rule }) => rule.effect === "allow" && enforces(rule) && rule.tools !== undefined,
  );
  const tiers = named.flatMap(({ tier }) => (tier === undefined ? [] : [tier]));
  return {
    admitted: named.length > 0 || allowing,
    named: named.length > 0,
    tier: tiers.length === 0 ? null : strictest(tiers),
    labels: [...new Set(named.flatMap(({ labels = [] }) => labels))],
    transforms: own.filter(({ rule }) => rule.effect === "transform"),
    others: own.filter(({ rule }) => rule.effect !== "transform"),
    asksRun: own.some(({ asksRun }) => asksRun),
  };
}

function admitsEverywhere(
  documents: readonly PolicyDocument[],
  key: "models" | "handoffs",
  name: string,
): boolean {
  return documents.every((document) => {
    const allowed = document[key];
    return allowed === undefined || matchesAny(allowed, name);
  });
}
