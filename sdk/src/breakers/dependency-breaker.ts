import type { BreakerState, BreakerTransition, BreakerVerdict } from "./breaker-state.ts";
import { CallWindow } from "./call-window.ts";

/** When a tool or a model endpoint counts as broken. */
export interface DependencyBreakerConfig {
  windowMs: number;
  /** Fewer calls in the window than this say nothing. */
  minCalls: number;
  /** From this share of failures on it opens. */
  failureRate: number;
  /** A call that takes longer is slow; null: none is. */
  slowMs: number | null;
  slowRate: number;
  /** How long it stays open before it tries. */
  openMs: number;
  /** Calls that have to go well before it closes. */
  probes: number;
  /** A probe that has not ended by then has failed: a breaker must not wait for it for ever. */
  probeMsMax: number;
}

export const dependencyBreakerDefault: DependencyBreakerConfig = {
  windowMs: 60_000,
  minCalls: 10,
  failureRate: 0.5,
  slowMs: null,
  slowRate: 0.8,
  openMs: 30_000,
  probes: 3,
  probeMsMax: 30_000,
};

/** A call that was let through; it has to be settled once. */
export interface BreakerPermit {
  epoch: number;
  startedMs: number;
}

/** Opens when what it protects fails or is slow too often, and tries again by itself after a while. */
export class DependencyBreaker {
  readonly scope: string;
  readonly #config: DependencyBreakerConfig;
  readonly #window: CallWindow;
  readonly #onTransition: (transition: BreakerTransition) => void;
  #state: BreakerState = "closed";
  #wouldBeOpenUntilMs = 0;
  #openUntilMs = 0;
  #epoch = 0;
  #probesOut = new Set<BreakerPermit>();
  #probesPassed = 0;

  constructor(
    scope: string,
    config: Partial<DependencyBreakerConfig> = {},
    onTransition: (transition: BreakerTransition) => void = () => undefined,
  ) {
    this.scope = scope;
    this.#config = { ...dependencyBreakerDefault, ...config };
    this.#window = new CallWindow(this.#config.windowMs);
    this.#onTransition = onTransition;
  }

  get state(): BreakerState {
    return this.#state;
  }

  /** What would become of a call now; changes nothing. */
  inspect(nowMs: number): BreakerVerdict {
    const admitted = this.#admits(nowMs);
    return {
      admitted,
      state: this.#state,
      wouldRefuse: this.#state === "observe" && nowMs < this.#wouldBeOpenUntilMs,
      reason: admitted ? "" : `${this.scope} is ${this.#state.replace("_", " ")}`,
      retryAfterMs: this.#state === "open" ? Math.max(0, this.#openUntilMs - nowMs) : null,
    };
  }

  /** Lets a call through that {@link inspect} admits. */
  begin(nowMs: number): BreakerPermit {
    if (this.#state === "open") this.#move("half_open", "the time to try again has come", nowMs);
    const permit = { epoch: this.#epoch, startedMs: nowMs };
    if (this.#state === "half_open") this.#probesOut.add(permit);
    return permit;
  }

  /** Says how a call ended. What began before the last transition says nothing about after it. */
  settle(permit: BreakerPermit, failed: boolean, nowMs: number): void {
    const wasProbe = this.#probesOut.delete(permit);
    if (permit.epoch !== this.#epoch || this.#state === "disabled") return;
    const { slowMs } = this.#config;
    const slow = slowMs !== null && nowMs - permit.startedMs > slowMs;
    if (wasProbe) this.#settleProbe(failed || slow, nowMs);
    else if (this.#state === "closed" || this.#state === "observe") {
      this.#window.add({ failed, slow }, nowMs);
      this.#judge(nowMs);
    }
  }

  /** Gives back a permit of a call that did not take place after all. */
  release(permit: BreakerPermit): void {
    this.#probesOut.delete(permit);
  }

  /** A person, or the server, sets the state. */
  set(state: BreakerState, reason: string, nowMs: number): void {
    this.#window.clear();
    this.#wouldBeOpenUntilMs = 0;
    if (state === "open") this.#openUntilMs = nowMs + this.#config.openMs;
    this.#move(state, reason, nowMs);
  }

  #admits(nowMs: number): boolean {
    switch (this.#state) {
      case "closed":
      case "disabled":
      case "observe":
        return true;
      case "forced_open":
        return false;
      case "open":
        return nowMs >= this.#openUntilMs;
      case "half_open":
        this.#failLateProbes(nowMs);
        return this.#admitsProbe(nowMs);
    }
  }

  #admitsProbe(nowMs: number): boolean {
    if (this.#state !== "half_open") return this.#state === "open" && nowMs >= this.#openUntilMs;
    return this.#probesOut.size + this.#probesPassed < this.#config.probes;
  }

  #failLateProbes(nowMs: number): void {
    for (const probe of this.#probesOut) {
      if (nowMs - probe.startedMs < this.#config.probeMsMax) continue;
      this.#open("a probe did not come back in time", nowMs);
      return;
    }
  }

  #settleProbe(failed: boolean, nowMs: number): void {
    if (failed) return this.#open("a probe failed", nowMs);
    this.#probesPassed += 1;
    if (this.#probesPassed < this.#config.probes) return;
    this.#window.clear();
    this.#move("closed", `${this.#probesPassed} probes went well`, nowMs);
  }

  #judge(nowMs: number): void {
    const { calls, failures, slow } = this.#window.totals(nowMs);
    const { minCalls, failureRate, slowRate } = this.#config;
    if (calls < minCalls) return;
    const reason =
      failures >= failureRate * calls
        ? `${failures} of ${calls} calls failed`
        : slow >= slowRate * calls
          ? `${slow} of ${calls} calls were slow`
          : null;
    if (reason === null) return;
    this.#window.clear();
    if (this.#state === "observe") this.#wouldBeOpenUntilMs = nowMs + this.#config.openMs;
    else this.#open(reason, nowMs);
  }

  #open(reason: string, nowMs: number): void {
    this.#openUntilMs = nowMs + this.#config.openMs;
    this.#move("open", reason, nowMs);
  }

  #move(to: BreakerState, reason: string, nowMs: number): void {
    const from = this.#state;
    this.#state = to;
    this.#epoch += 1;
    this.#probesOut = new Set();
    this.#probesPassed = 0;
    const transition = { scope: this.scope, from, to, reason, atMs: nowMs, epoch: this.#epoch };
    this.#onTransition(transition);
  }
}
