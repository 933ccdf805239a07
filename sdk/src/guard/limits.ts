import { type Account, openAccount } from "../budgets/budget-book.ts";
import type { ReasonCode } from "../policy/decision.ts";
import { nanoFromUsd } from "../policy/money.ts";
import type { PolicyDocument, PolicyLimits } from "../policy/policy-document.ts";

const stepsMaxDefault = 25;
const stepsMaxWithBaseline = 50;
const depthMaxDefault = 8;
const fanOutMaxDefault = 16;

/** The limits of a run and of all it hands over, all of them said. null: no limit. */
export interface ResolvedLimits {
  maxSteps: number;
  /** The limit comes of what such runs usually take. */
  stepsExpected: boolean;
  /** From so many steps on there is a warning; null: nothing is known of such runs. */
  warnSteps: number | null;
  maxToolCalls: number | null;
  maxModelCalls: number | null;
  maxDepth: number;
  maxFanOut: number;
  maxDurationMs: number | null;
  maxTokens: number | null;
  maxCostNano: bigint | null;
}

/** The tightest of what the application, the policies and the run say. There always is a limit of steps. */
export function resolveLimits(
  said: readonly (PolicyLimits | undefined)[],
  documents: readonly PolicyDocument[],
  taskType: string,
): ResolvedLimits {
  const all = [...said, ...documents.map(({ limits }) => limits)];
  const least = (key: Exclude<keyof PolicyLimits, "maxCostUsd">) => {
    const values = all.flatMap((limits) => limits?.[key] ?? []);
    return values.length === 0 ? null : Math.min(...values);
  };
  const costs = all.flatMap(({ maxCostUsd } = {}) =>
    maxCostUsd === undefined ? [] : [nanoFromUsd(maxCostUsd)],
  );
  const usual = usualSteps(documents, taskType);
  const expected =
    usual === null ? stepsMaxDefault : Math.max(Math.ceil(1.5 * usual), stepsMaxWithBaseline);
  const explicit = least("maxSteps");
  return {
    maxSteps: explicit ?? expected,
    stepsExpected: explicit === null && usual !== null,
    warnSteps: usual,
    maxToolCalls: least("maxToolCalls"),
    maxModelCalls: least("maxModelCalls"),
    maxDepth: least("maxDepth") ?? depthMaxDefault,
    maxFanOut: least("maxFanOut") ?? fanOutMaxDefault,
    maxDurationMs: least("maxDurationMs"),
    maxTokens: least("maxTokens"),
    maxCostNano: costs.length === 0 ? null : costs.reduce((a, b) => (a < b ? a : b)),
  };
}

function usualSteps(documents: readonly PolicyDocument[], taskType: string): number | null {
  const found = documents.flatMap(
    ({ baselines = {} }) => baselines[taskType] ?? baselines["*"] ?? [],
  );
  return found.length === 0 ? null : Math.max(...found.map(({ stepsP99 }) => stepsP99));
}

/**
 * One set of limits, and what was used of it. A run has its own; what it hands over may get a tighter one
 * besides, and counts in both.
 */
export class LimitScope {
  readonly id: string;
  readonly limits: ResolvedLimits;
  readonly startedMs: number;
  readonly account: Account;
  steps = 0;
  toolCalls = 0;
  modelCalls = 0;

  constructor(id: string, limits: ResolvedLimits, startedMs: number) {
    this.id = id;
    this.limits = limits;
    this.startedMs = startedMs;
    const { maxCostNano, maxTokens } = limits;
    this.account = openAccount(id, { costNano: maxCostNano, tokens: maxTokens, calls: null });
  }

  /** The limit that one more step would pass; null: none. Those of tokens and cost are the account's. */
  inspect(
    kind: "tool" | "model" | "handoff",
    nowMs: number,
  ): { code: ReasonCode; reason: string } | null {
    const { limits, id } = this;
    const passed = (code: ReasonCode, what: string, max: number) => ({
      code,
      reason: `${id} may take ${max} ${what}, and has`,
    });
    if (this.steps >= limits.maxSteps) {
      return passed(
        limits.stepsExpected ? "steps.expected" : "steps.hard",
        "steps",
        limits.maxSteps,
      );
    }
    const { maxToolCalls, maxModelCalls, maxDurationMs } = limits;
    if (kind === "tool" && maxToolCalls !== null && this.toolCalls >= maxToolCalls) {
      return passed("calls.tool", "tool calls", maxToolCalls);
    }
    if (kind === "model" && maxModelCalls !== null && this.modelCalls >= maxModelCalls) {
      return passed("calls.model", "model calls", maxModelCalls);
    }
    if (maxDurationMs !== null && nowMs - this.startedMs >= maxDurationMs) {
      return passed("duration", "ms", maxDurationMs);
    }
    return null;
  }
}
