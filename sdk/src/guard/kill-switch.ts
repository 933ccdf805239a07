import type { KillEvent, KillScope } from "./kill-scope.ts";
import type { Run } from "./run.ts";

/** Refuses what is killed, and aborts what of it is under way. */
export class KillSwitch {
  readonly #killed = new Map<string, string>();
  readonly #live = new Set<Run>();
  readonly #callbacks = new Set<(event: KillEvent) => void>();

  enter(run: Run): void {
    this.#live.add(run);
  }

  leave(run: Run): void {
    this.#live.delete(run);
  }

  kill(scope: KillScope, reason: string, errorOf: (run: Run) => Error): KillEvent {
    this.#killed.set(scope, reason);
    const struck = [...this.#live].filter((run) => scopesOf(run).includes(scope));
    for (const run of struck) run.tree.abort.abort(errorOf(run));
    const event = { scope, reason, runs: struck.length };
    for (const callback of this.#callbacks) callback(event);
    return event;
  }

  /** New runs may begin again; those that were aborted stay so. */
  revive(scope: KillScope): void {
    this.#killed.delete(scope);
  }

  /** Why a run may not go on; null: it may. */
  inspect(run: Run): string | null {
    if (this.#killed.size === 0) return null;
    for (const scope of scopesOf(run)) {
      const reason = this.#killed.get(scope);
      if (reason !== undefined) return reason;
    }
    return null;
  }

  onKill(callback: (event: KillEvent) => void): () => void {
    this.#callbacks.add(callback);
    return () => void this.#callbacks.delete(callback);
  }
}

function scopesOf(run: Run): readonly string[] {
  return ["all", `agent:${run.agentId}`, `run:${run.tree.id}`];
}
