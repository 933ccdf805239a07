/** What was killed: `all`, `agent:<id>`, `run:<id>`. */
export type KillScope = "all" | `agent:${string}` | `run:${string}`;

export interface KillEvent {
  scope: KillScope;
  reason: string;
  /** Runs whose work was aborted. */
  runs: number;
}
