import { usdFromNano } from "./money.ts";

const toolsMax = 512;
const recentMax = 16;

/**
 * What a run, with everything it handed over, has done so far, as far as policies ask for it. Kept
 * while an agent runs, and built anew from a stored trace by calling the same methods in the same order.
 */
export class RunFacts {
  steps = 0;
  toolCalls = 0;
  modelCalls = 0;
  handoffs = 0;
  denials = 0;
  approvals = 0;
  /** Calls of tools that do not exist, or with arguments that are not valid. */
  hallucinations = 0;
  tokens = 0;
  costNano = 0n;
  readonly tools = new Map<string, number>();
  readonly labels = new Set<string>();
  readonly #recent: string[] = [];
  readonly startedMs: number;

  constructor(startedMs: number) {
    this.startedMs = startedMs;
  }

  /** A tool begins to run: from here on the run carries what the tool gives, whatever becomes of it. */
  toolRan(tool: string, labels: readonly string[]): void {
    this.toolCalls += 1;
    const count = this.tools.get(tool) ?? 0;
    if (count > 0 || this.tools.size < toolsMax) this.tools.set(tool, count + 1);
    for (const label of labels) if (this.labels.size < toolsMax) this.labels.add(label);
    this.#recent.push(tool);
    if (this.#recent.length > recentMax) this.#recent.shift();
  }

  spent({ tokens, costNano }: { tokens: number; costNano: bigint }): void {
    this.tokens += tokens;
    this.costNano += costNano;
  }

  /** As `run` in a condition. Counts are numbers; compare them with 3 or 3.0, reckon with 3.0. */
  view(
    run: { id: string; depth: number; useCase: string; taskType: string },
    nowMs: number,
  ): object {
    return {
      ...run,
      steps: this.steps,
      toolCalls: this.toolCalls,
      modelCalls: this.modelCalls,
      handoffs: this.handoffs,
      denials: this.denials,
      approvals: this.approvals,
      hallucinations: this.hallucinations,
      tokens: this.tokens,
      // Shown to conditions alone, which compare it; sums are kept in integers.
      costUsd: Number(usdFromNano(this.costNano)),
      durationMs: nowMs - this.startedMs,
      tools: this.tools,
      labels: [...this.labels],
      recent: [...this.#recent],
    };
  }
}
