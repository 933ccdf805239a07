import type { DecimalUsd } from "./money.ts";

/** 1 acts on its own; 2 acts within its limits; 3 asks before every action. */
export type Tier = 1 | 2 | 3;

/**
 * What an agent may do, as a versioned JSON document. What is not allowed is denied: a tool has to be
 * named under `tools`, or by a rule that allows it.
 *
 * Names of tools, agents and models may end in or hold `*`, which stands for any text.
 */
export interface PolicyDocument {
  format: "spanward.policy/1";
  id: string;
  /** Grows with every change. */
  version: number;
  description?: string;
  /** The agents it is for; all when left out. */
  agents?: string[];
  tools?: Record<string, ToolPolicy>;
  /** The models that may be asked; all when left out. */
  models?: string[];
  /** The agents that may be handed over to; all when left out. */
  handoffs?: string[];
  rules?: PolicyRule[];
  limits?: PolicyLimits;
  budgets?: BudgetDefinition[];
  prices?: Record<string, ModelPrice>;
  /** What becomes of a model call under a cost budget when its price is unknown; `deny` if left out. */
  unpriced?: UnpricedPolicy;
  /** What runs usually take, by task type; `*` is for all others. */
  baselines?: Record<string, { stepsP99: number }>;
}

/** A tool that is allowed. */
export interface ToolPolicy {
  /** Else by the tool's effect: a read is 1, a write 2, what cannot be undone 3. */
  tier?: Tier;
  /** What a run carries once the tool has run, such as `customer_data`; rules may ask for it. */
  labels?: string[];
}

export type RuleEffect = "allow" | "deny" | "require_approval" | "transform";

/** A rule holds where all of its conditions do. */
export interface PolicyRule {
  id: string;
  effect: RuleEffect;
  /** The tools it is about; all when left out. */
  tools?: string[];
  /** Holds when one of these tools has run before, anywhere in the run's tree. */
  after?: string[];
  /** Holds when the run carries one of these labels. */
  labels?: string[];
  /** A condition in CEL over `args`, `tool`, `run`, `agent` and `subject`. */
  when?: string;
  /** For `transform`: argument → CEL expression of its new value; null takes the argument out. */
  set?: Record<string, string | null>;
  /** What the model and the trace are told. */
  reason?: string;
  /** `observe` records what the rule would have done and does nothing; `enforce` unless said otherwise. */
  mode?: "enforce" | "observe";
}

/** Limits of a run's whole tree: what was handed over counts too. */
export interface PolicyLimits {
  maxSteps?: number;
  maxToolCalls?: number;
  maxModelCalls?: number;
  /** Handoffs inside handoffs. */
  maxDepth?: number;
  /** Handoffs of one agent at a time. */
  maxFanOut?: number;
  maxDurationMs?: number;
  maxTokens?: number;
  maxCostUsd?: DecimalUsd;
}

export type BudgetScope =
  | "agent"
  | "service_account"
  | "project"
  | "business_unit"
  | "use_case"
  | "customer"
  | "organisation";
export type BudgetWindow = "request" | "hour" | "day" | "month";

/** What may be spent, for each value of the scope on its own: each use case, each customer. */
export interface BudgetDefinition {
  id: string;
  scope: BudgetScope;
  /** Only this value of the scope; each of them when left out. */
  value?: string;
  window: BudgetWindow;
  /** Of the calendar that days and months are of; UTC unless said otherwise. */
  timeZone?: string;
  costUsd?: DecimalUsd;
  tokens?: number;
  calls?: number;
  mode?: "enforce" | "observe";
}

/** In US dollars for a million tokens. */
export interface ModelPrice {
  input: DecimalUsd;
  output: DecimalUsd;
  cacheRead?: DecimalUsd;
  cacheWrite?: DecimalUsd;
}

export type UnpricedPolicy =
  | { kind: "deny" }
  | { kind: "flat_estimate"; costUsd: DecimalUsd }
  | { kind: "allow_unpriced" };
