import { type RunJournal, type RunRecord, type TrialKey, trialName } from "./run-record.ts";

/** Where a trial stands. */
interface TrialState {
  attempt: number; // the latest that was started
  ended: "no" | "yes" | "retry"; // retry: by an error that is not the task's
  scored: Set<string>; // "scorer version" of the latest attempt
}

/** What a journal says about a run: which trials ended, which scores are there, what is spent. */
export class RunState {
  /** Settled costs, and the reservations of trials that never ended. */
  spentNanoUsd = 0n;
  readonly #trials = new Map<string, TrialState>();
  readonly #reserved = new Map<string, bigint>();

  static async read(journal: RunJournal): Promise<RunState> {
    const state = new RunState();
    for await (const record of journal.read()) state.add(record);
    return state;
  }

  add(record: RunRecord): void {
    const name = trialName(record);
    const attemptName = `${name}#${record.attempt}`;
    switch (record.type) {
      case "start":
        this.#trials.set(name, { attempt: record.attempt, ended: "no", scored: new Set() });
        this.#reserved.set(attemptName, record.reservedNanoUsd);
        this.spentNanoUsd += record.reservedNanoUsd;
        return;
      case "trial": {
        this.spentNanoUsd += record.costNanoUsd - (this.#reserved.get(attemptName) ?? 0n);
        this.#reserved.delete(attemptName);
        const trial = this.#trials.get(name);
        const retry = record.error !== null && record.error.class !== "task";
        if (trial?.attempt === record.attempt) trial.ended = retry ? "retry" : "yes";
        return;
      }
      case "score": {
        this.spentNanoUsd += record.score.costNanoUsd ?? 0n;
        const trial = this.#trials.get(name);
        const failed = record.score.error !== undefined;
        if (trial?.attempt === record.attempt && !failed)
          trial.scored.add(scorerName(record.scorer, record.version));
      }
    }
  }

  /** 0: never started. */
  attemptOf(key: TrialKey): number {
    return this.#trials.get(trialName(key))?.attempt ?? 0;
  }

  /** Whether the trial must be run: it never ended, or, when errors are retried, ended by one. */
  mustRun(key: TrialKey, retryErrors: boolean): boolean {
    const ended = this.#trials.get(trialName(key))?.ended ?? "no";
    return ended === "no" || (retryErrors && ended === "retry");
  }

  isScored(key: TrialKey, scorer: { name: string; version: string }): boolean {
    const name = scorerName(scorer.name, scorer.version);
    return this.#trials.get(trialName(key))?.scored.has(name) ?? false;
  }
}

const scorerName = (scorer: string, version: string): string => `${scorer} ${version}`;
