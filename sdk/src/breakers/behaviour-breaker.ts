import type { BreakerState, BreakerTransition, BreakerVerdict } from "./breaker-state.ts";
import { CallWindow } from "./call-window.ts";

/** When an agent's behaviour is stopped. */
export interface BehaviourBreakerConfig {
  /** Runs stopped within `windowMs`, for loops, limits or budgets, that open it. */
  stoppedRuns: number;
  windowMs: number;
  /** Of at least `minDecisions` in the window, the share of denials that opens it. */
  minDecisions: number;
  denialRate: number;
  /** Actions that have to be approved unchanged before it closes. */
  probes: number;
}

export const behaviourBreakerDefault: BehaviourBreakerConfig = {
  stoppedRuns: 3,
  windowMs: 600_000,
  minDecisions: 40,
  denialRate: 0.5,
  probes: 5,
};

/**
 * Opens when an agent misbehaves. It does not heal with time: nothing says that the agent does better
 * after a pause. A person or the server half-opens it; then every action needs approval (tier 3), and
 * it closes when enough of them were approved as they were.
 */
export class BehaviourBreaker {
  readonly scope: string;
  readonly #config: BehaviourBreakerConfig;
  readonly #decisions: CallWindow;
  readonly #stops: CallWindow;
  readonly #onTransition: (transition: BreakerTransition) => void;
  #state: BreakerState = "closed";
  #reason = "";
  #epoch = 0;
  #approved = 0;
  #wouldBeOpen = false;

  constructor(
    scope: string,
    config: Partial<BehaviourBreakerConfig> = {},
    onTransition: (transition: BreakerTransition) => void = () => undefined,
  ) {
    this.scope = scope;
    this.#config = { ...behaviourBreakerDefault, ...config };
    this.#decisions = new CallWindow(this.#config.windowMs);
    this.#stops = new CallWindow(this.#config.windowMs);
    this.#onTransition = onTransition;
  }

  get state(): BreakerState {
    return this.#state;
  }

  /** What it says of an action; changes nothing. */
  inspect(): BreakerVerdict {
    const admitted = this.#state !== "open" && this.#state !== "forced_open";
    return {
      admitted,
      state: this.#state,
      wouldRefuse: this.#state === "observe" && this.#wouldBeOpen,
      reason: admitted ? "" : `${this.scope} was stopped: ${this.#reason}`,
      retryAfterMs: null,
    };
  }

  /** A decision about an action fell. */
  decided(denied: boolean, nowMs: number): void {
    if (!this.#counts()) return;
    this.#decisions.add({ failed: denied, slow: false }, nowMs);
    if (!denied) return;
    const { calls, failures } = this.#decisions.totals(nowMs);
    if (calls < this.#config.minDecisions || failures < this.#config.denialRate * calls) return;
    this.trip(`${failures} of ${calls} actions were denied`, nowMs);
  }

  /** A run was stopped for what it did. */
  runStopped(reason: string, nowMs: number): void {
    if (!this.#counts()) return;
    this.#stops.add({ failed: true, slow: false }, nowMs);
    const { calls } = this.#stops.totals(nowMs);
    if (calls >= this.#config.stoppedRuns) {
      this.trip(`${calls} runs were stopped, the last for ${reason}`, nowMs);
    }
  }

  /** What a person said of an action while it is half-open. */
  answered(answer: "approved" | "refused" | "changed", nowMs: number): void {
    if (this.#state !== "half_open") return;
    if (answer !== "approved") return this.#move("open", `an action was ${answer}`, nowMs);
    this.#approved += 1;
    if (this.#approved < this.#config.probes) return;
    this.#forget();
    this.#move("closed", `${this.#approved} actions were approved unchanged`, nowMs);
  }

  /** Opens it, or, where it only observes, notes that it would have. */
  trip(reason: string, nowMs: number): void {
    if (this.#state === "observe") this.#wouldBeOpen = true;
    if (this.#state === "closed" || this.#state === "half_open") this.#move("open", reason, nowMs);
  }

  /** A person, or the server, sets the state. */
  set(state: BreakerState, reason: string, nowMs: number): void {
    this.#forget();
    this.#move(state, reason, nowMs);
  }

  #counts(): boolean {
    return this.#state === "closed" || this.#state === "observe";
  }

  #forget(): void {
    this.#decisions.clear();
    this.#stops.clear();
    this.#wouldBeOpen = false;
  }

  #move(to: BreakerState, reason: string, nowMs: number): void {
    const from = this.#state;
    this.#state = to;
    this.#reason = reason;
    this.#epoch += 1;
    this.#approved = 0;
    this.#onTransition({ scope: this.scope, from, to, reason, atMs: nowMs, epoch: this.#epoch });
  }
}
