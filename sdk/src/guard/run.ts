import { randomUUID } from "node:crypto";
import type { Account } from "../budgets/budget-book.ts";
import { LoopDetector } from "../loops/loop-detector.ts";
import type { LoopSettings } from "../loops/loop-settings.ts";
import { PollKeeper } from "../loops/poll-keeper.ts";
import type { ReasonCode } from "../policy/decision.ts";
import type { Tier } from "../policy/policy-document.ts";
import { RunFacts } from "../policy/run-facts.ts";
import type { RunOptions } from "./guard-options.ts";
import type { LimitScope } from "./limits.ts";

const agentsMax = 256;
const vetoesMax = 3;

/** The id of the limits of a whole tree. */
export const treeScopeId = "run";

/** Everything that belongs to a run and to all it handed over: no delegate begins anew. */
export class RunTree {
  readonly id: string;
  readonly facts: RunFacts;
  readonly loops: LoopDetector;
  readonly polls = new PollKeeper();
  readonly abort = new AbortController();
  /** How many calls the loop detector has refused. */
  vetoes = 0;
  /** The model may say one more thing, without tools, before the run is stopped. */
  ending: "no" | "last_turn" | "over" = "no";
  stopped: { code: ReasonCode; reason: string } | null = null;
  /** The agent's breaker knows that the run was stopped. */
  stopTold = false;
  #calls = 0;
  readonly #agentLoops = new Map<string, LoopDetector>();
  readonly #loopSettings: Partial<LoopSettings>;

  constructor(id: string, startedMs: number, loops: Partial<LoopSettings>) {
    this.id = id;
    this.facts = new RunFacts(startedMs);
    this.#loopSettings = loops;
    this.loops = new LoopDetector(loops);
  }

  /** The calls of one agent: where several work side by side, a loop of one is hidden among all. */
  loopsOf(agentId: string): LoopDetector {
    const found = this.#agentLoops.get(agentId);
    if (found !== undefined) return found;
    const made = new LoopDetector(this.#loopSettings);
    if (this.#agentLoops.size < agentsMax) this.#agentLoops.set(agentId, made);
    return made;
  }

  nextCallId(): string {
    this.#calls += 1;
    return `${this.id}-${this.#calls}`;
  }

  /** The loop detector refused a call: after some of these the run comes to its end. */
  vetoed(code: ReasonCode, reason: string): void {
    this.vetoes += 1;
    if (this.vetoes < vetoesMax || this.ending !== "no") return;
    this.ending = "last_turn";
    this.stopped = { code, reason: `it was refused ${this.vetoes} times: ${reason}` };
  }
}

/** One agent at work within a tree. */
export class Run {
  readonly id: string = randomUUID();
  readonly tree: RunTree;
  readonly agentId: string;
  readonly depth: number;
  readonly tier: Tier;
  readonly options: RunOptions;
  /** Its own limits first, then those of whoever handed over to it. */
  readonly scopes: readonly LimitScope[];
  readonly accounts: readonly Account[];
  readonly agent: object;
  handoffsOpen = 0;

  constructor(made: {
    tree: RunTree;
    agentId: string;
    depth: number;
    tier: Tier;
    options: RunOptions;
    scopes: readonly LimitScope[];
    agent: object;
  }) {
    this.tree = made.tree;
    this.agentId = made.agentId;
    this.depth = made.depth;
    this.tier = made.tier;
    this.options = made.options;
    this.scopes = made.scopes;
    this.accounts = made.scopes.map(({ account }) => account);
    this.agent = made.agent;
  }

  /** The tightest of its scopes. */
  least(key: "maxDepth" | "maxFanOut"): number {
    return Math.min(...this.scopes.map(({ limits }) => limits[key]));
  }

  /** One more step, whatever becomes of it: what is refused has cost a turn too. */
  step(kind: "tool" | "model" | "handoff"): void {
    this.tree.facts.steps += 1;
    for (const scope of this.scopes) {
      scope.steps += 1;
      if (kind === "tool") scope.toolCalls += 1;
      if (kind === "model") scope.modelCalls += 1;
    }
  }

  /** `run` in the conditions of policies. */
  view(nowMs: number): object {
    const { useCase = "", taskType = "" } = this.options;
    return this.tree.facts.view({ id: this.tree.id, depth: this.depth, useCase, taskType }, nowMs);
  }
}
