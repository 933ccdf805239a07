import { AsyncLocalStorage } from "node:async_hooks";
import { BehaviourBreaker } from "../breakers/behaviour-breaker.ts";
import { type DependencyBreakerConfig, DependencyBreaker } from "../breakers/dependency-breaker.ts";
import { BudgetBook } from "../budgets/budget-book.ts";
import { PriceList } from "../budgets/price-list.ts";
import { TokenEstimator } from "../budgets/token-estimator.ts";
import { compilePolicy, type Policy } from "../policy/compile-policy.ts";
import type { PolicyDocument, UnpricedPolicy } from "../policy/policy-document.ts";
import { BudgetAccounts } from "./budget-accounts.ts";
import { type Clock, systemClock } from "./clock.ts";
import { GuardDenied } from "./guard-denied.ts";
import type { GuardOptions } from "./guard-options.ts";
import { KillSwitch } from "./kill-switch.ts";
import { type OfflinePolicy, offlinePolicyDefault, type Standing } from "./offline.ts";
import type { Run } from "./run.ts";

const breakersMax = 1_024;

/** The policies in force, and what was made of them. */
export interface PolicyInForce {
  policy: Policy;
  /** Id, version and digest, as decisions carry it; "" for none. */
  bundle: string;
  version: number;
  /** When it has to be renewed, Unix milliseconds; null: never. */
  expiresMs: number | null;
  prices: PriceList;
  unpriced: UnpricedPolicy;
  accounts: BudgetAccounts;
}

/** What the guard of one process knows and remembers. */
export class GuardState {
  readonly options: GuardOptions;
  readonly clock: Clock;
  readonly kills = new KillSwitch();
  readonly book = new BudgetBook();
  readonly estimator = new TokenEstimator();
  readonly offline: OfflinePolicy;
  inForce: PolicyInForce | null = null;
  /** Calls let through although the policy is stale. */
  staleCalls = 0;
  /** The bytes of the key that signs what goes to other processes; null: nothing goes. */
  readonly signingKey: Uint8Array | null;
  /** Delegations that were taken up, so that none is taken up twice. */
  readonly taken = new Map<string, number>();
  readonly #dependencies = new Map<string, DependencyBreaker>();
  readonly #behaviours = new Map<string, BehaviourBreaker>();

  readonly #storage = new AsyncLocalStorage<Run>();

  constructor(options: GuardOptions, signingKey: Uint8Array | null) {
    this.options = options;
    this.clock = options.clock ?? systemClock;
    this.offline = { ...offlinePolicyDefault, ...options.offline };
    this.signingKey = signingKey;
  }

  /** Puts policies in force. What was spent of a budget that keeps its id stays spent. */
  enforce(
    documents: readonly PolicyDocument[],
    made: { bundle: string; version: number; expiresMs: number | null },
  ): void {
    const { service } = this.options;
    const policy = compilePolicy(documents, service.agentId);
    const unpriced = policy.documents.flatMap((document) => document.unpriced ?? []);
    this.inForce = {
      ...made,
      policy,
      prices: new PriceList(policy.documents),
      // Where documents disagree the strictest holds.
      unpriced: unpriced.find(({ kind }) => kind === "deny") ?? unpriced[0] ?? { kind: "deny" },
      accounts:
        this.inForce?.accounts.renew(policy.documents) ??
        new BudgetAccounts(policy.documents, service),
    };
  }

  /** The run at work; undefined outside of one. */
  get activeRun(): Run | undefined {
    return this.#storage.getStore();
  }

  /**
   * The run that a call belongs to.
   *
   * @throws {GuardDenied} outside of a run: nobody could count what it does.
   */
  currentRun(target: string): Run {
    const run = this.#storage.getStore();
    if (run !== undefined) return run;
    throw new GuardDenied(target, {
      outcome: "deny",
      code: "context.invalid",
      reason: "it was called outside of guard.run()",
      ruleIds: [],
      bundle: this.inForce?.bundle ?? "",
      tier: 3,
      mode: "enforce",
      tookUs: 0,
    });
  }

  within<Result>(run: Run, work: () => Result): Result {
    return this.#storage.run(run, work);
  }

  standing(nowMs: number): Standing {
    const { inForce } = this;
    if (inForce === null) return "never";
    if (inForce.expiresMs !== null && nowMs >= inForce.expiresMs) return "stale";
    const { controlPlane } = this.options;
    if (controlPlane === undefined) return inForce.expiresMs === null ? "local" : "fresh";
    const heardMs = controlPlane.lastHeardMs();
    return heardMs !== null && nowMs - heardMs < heardMsMax ? "connected" : "fresh";
  }

  /** The breaker of a tool, a model or a way between two agents; null when there are too many. */
  dependency(scope: string, config?: Partial<DependencyBreakerConfig>): DependencyBreaker | null {
    const found = this.#dependencies.get(scope);
    if (found !== undefined) return found;
    if (this.#dependencies.size >= breakersMax) return null;
    const { dependencyBreaker, onBreaker } = this.options;
    const made = new DependencyBreaker(scope, { ...dependencyBreaker, ...config }, onBreaker);
    this.#dependencies.set(scope, made);
    return made;
  }

  /** The breaker of an agent. */
  behaviour(agentId: string): BehaviourBreaker {
    const scope = `agent:${agentId}`;
    const found = this.#behaviours.get(scope);
    if (found !== undefined) return found;
    const { behaviourBreaker, onBreaker } = this.options;
    const made = new BehaviourBreaker(scope, behaviourBreaker, onBreaker);
    if (this.#behaviours.size < breakersMax) this.#behaviours.set(scope, made);
    return made;
  }

  /** Every breaker there is, for a status page and for whoever sets one. */
  breakers(): readonly (DependencyBreaker | BehaviourBreaker)[] {
    return [...this.#dependencies.values(), ...this.#behaviours.values()];
  }
}

const heardMsMax = 15_000; // three heartbeats of the server
