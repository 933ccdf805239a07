import type { Condition, ConditionFacts } from "./condition.ts";
import type { Outcome, ReasonCode } from "./decision.ts";
import { matchesName } from "./match-name.ts";
import type { PolicyRule, Tier } from "./policy-document.ts";
import type { RunFacts } from "./run-facts.ts";

/** A tool call, as a policy sees it. */
export interface PolicyAction {
  tool: string;
  effect: "read" | "write" | "irreversible";
  args: unknown;
  /** Of the run: a run may be held to a stricter tier than its tools are. */
  tier: Tier;
  facts: RunFacts;
  agent: object;
  subject: string;
  /** `run` for the conditions; asked for when one mentions it. */
  viewRun: () => object;
}

/** What a policy says of an action. */
export interface Verdict {
  outcome: Outcome;
  code: ReasonCode;
  reason: string;
  ruleIds: readonly string[];
  tier: Tier;
  /** As they are after the transformations. */
  args: unknown;
  labels: readonly string[];
  /** What the rules that only observe would have done. */
  observed: readonly { ruleId: string; outcome: Outcome }[];
}

/** A rule with its expressions compiled. */
export interface CompiledRule {
  rule: PolicyRule;
  when: Condition | null;
  set: readonly { name: string; value: Condition | null }[];
  asksRun: boolean;
}

/** What is said of one tool. */
export interface ToolRules {
  admitted: boolean;
  /** Named under `tools`; else a rule has to allow each call. */
  named: boolean;
  /** null: by its effect. */
  tier: Tier | null;
  labels: readonly string[];
  transforms: readonly CompiledRule[];
  others: readonly CompiledRule[];
  asksRun: boolean;
}

/** Judges one action by the rules of its tool. A function of its input. */
export function judgeAction(action: PolicyAction, tool: ToolRules): Verdict {
  const tier = strictest([action.tier, tool.tier ?? tierOfEffect[action.effect]]);
  if (tool.transforms.length === 0 && tool.others.length === 0) {
    return new Findings().verdict({ action, tool, tier, args: action.args });
  }
  const facts: ConditionFacts = {
    args: action.args,
    tool: { name: action.tool, effect: action.effect, tier },
    run: tool.asksRun ? action.viewRun() : nothing,
    agent: action.agent,
    subject: action.subject,
  };
  const found = new Findings();
  for (const compiled of tool.transforms) transform(compiled, { action, facts, found });
  for (const compiled of tool.others) {
    const match = holds(compiled, action, facts);
    if (match !== "no") found.add(compiled.rule, match);
  }
  return found.verdict({ action, tool, tier, args: facts.args });
}

/** The strictest of some tiers. */
export function strictest(tiers: readonly Tier[]): Tier {
  return tiers.includes(3) ? 3 : tiers.includes(2) ? 2 : 1;
}

/** Whether a rule does more than observe. */
export function enforces({ mode }: PolicyRule): boolean {
  return mode !== "observe";
}

const nothing = {};
const tierOfEffect = { read: 1, write: 2, irreversible: 3 } as const;

type Match = "yes" | "no" | "error";

/** Whether a rule's conditions hold. One that cannot be answered must not let anything through. */
function holds(
  { rule, when }: CompiledRule,
  { facts: run }: PolicyAction,
  facts: ConditionFacts,
): Match {
  if (rule.after !== undefined && !rule.after.some((name) => hasRun(run, name))) return "no";
  if (rule.labels !== undefined && !rule.labels.some((label) => run.labels.has(label))) return "no";
  if (when === null) return "yes";
  try {
    return when(facts) === true ? "yes" : "no";
  } catch {
    return rule.effect === "allow" ? "no" : "error";
  }
}

function hasRun({ tools }: RunFacts, pattern: string): boolean {
  if (!pattern.includes("*")) return tools.has(pattern);
  return [...tools.keys()].some((name) => matchesName(pattern, name));
}

function transform(
  compiled: CompiledRule,
  { action, facts, found }: { action: PolicyAction; facts: ConditionFacts; found: Findings },
): void {
  const match = holds(compiled, action, facts);
  if (match === "no") return;
  const changed = match === "error" ? null : applySet(compiled, facts);
  // What should have been changed and could not be is not sent unchanged.
  if (changed === null) found.add({ ...compiled.rule, effect: "deny" }, "error");
  else {
    found.add(compiled.rule, "yes");
    if (enforces(compiled.rule)) facts.args = changed;
  }
}

function applySet({ set }: CompiledRule, facts: ConditionFacts): object | null {
  if (typeof facts.args !== "object" || facts.args === null || Array.isArray(facts.args))
    return null;
  const members = new Map<string, unknown>(Object.entries(facts.args));
  try {
    for (const { name, value } of set) {
      if (value === null) members.delete(name);
      else members.set(name, plainValue(value(facts)));
    }
    return Object.fromEntries(members);
  } catch {
    return null;
  }
}

/** CEL's integers are bigints; JSON's are numbers. */
function plainValue(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== "object" || value === null) return value;
  const members = value instanceof Map ? [...value] : Object.entries(value);
  return Object.fromEntries(members.map(([key, member]) => [String(key), plainValue(member)]));
}

/** The rules that hold, until it is said what follows from them. */
class Findings {
  readonly #held: { rule: PolicyRule; match: Match }[] = [];
  readonly #observed: { ruleId: string; outcome: Outcome }[] = [];

  add(rule: PolicyRule, match: Match): void {
    if (enforces(rule)) this.#held.push({ rule, match });
    else this.#observed.push({ ruleId: rule.id, outcome: rule.effect });
  }

  verdict({
    action,
    tool,
    tier,
    args,
  }: {
    action: PolicyAction;
    tool: ToolRules;
    tier: Tier;
    args: unknown;
  }): Verdict {
    const rest = { tier, args, labels: tool.labels, observed: this.#observed };
    const denials = this.#of("deny");
    if (denials.length > 0) return { ...describe("deny", "policy.deny", denials), ...rest };
    const allowed = tool.named || this.#of("allow").length > 0;
    if (!allowed) {
      const reason = `the policy does not allow ${action.tool} with these arguments`;
      return { outcome: "deny", code: "tool.not_allowed", reason, ruleIds: [], ...rest };
    }
    const approvals = this.#of("require_approval");
    if (approvals.length > 0) {
      return { ...describe("require_approval", "approval.required", approvals), ...rest };
    }
    if (tier === 3) {
      const reason = `${action.tool} is of tier 3: every call needs approval`;
      const ruleIds = ["tier-3"];
      return { outcome: "require_approval", code: "approval.required", reason, ruleIds, ...rest };
    }
    const transforms = this.#of("transform");
    if (transforms.length > 0)
      return { ...describe("transform", "policy.transform", transforms), ...rest };
    const ruleIds = this.#of("allow").map(({ rule }) => rule.id);
    return { outcome: "allow", code: "ok", reason: "", ruleIds, ...rest };
  }

  #of(effect: PolicyRule["effect"]): readonly { rule: PolicyRule; match: Match }[] {
    return this.#held.filter(({ rule }) => rule.effect === effect);
  }
}

function describe(
  outcome: Outcome,
  code: ReasonCode,
  held: readonly { rule: PolicyRule; match: Match }[],
) {
  const reasons = held.map(({ rule, match }) =>
    match === "error"
      ? `rule "${rule.id}" asks for what this call does not have`
      : (rule.reason ?? `rule "${rule.id}" says so`),
  );
  return { outcome, code, reason: reasons.join("; "), ruleIds: held.map(({ rule }) => rule.id) };
}
