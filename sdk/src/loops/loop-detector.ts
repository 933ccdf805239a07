import { CallRing } from "./call-ring.ts";
import { ErrorStreaks, type HallucinationClass } from "./error-streaks.ts";
import { hashText, joinHashes } from "./hash-value.ts";
import { type LoopFinding, type LoopSettings, loopSettingsDefault } from "./loop-settings.ts";

const noveltyWindow = 20;
const callsMax = 512;
const retriesMax = 12;
const backOffMsMin = 100;

/** A call: its tool, and a hash of the tool and the arguments. */
export interface LoopCall {
  tool: string;
  call: number;
  nowMs: number;
}

export type LoopOutcome = { kind: "answer"; hash: number } | { kind: "error"; errorClass: string };

/** What is remembered of a call while it keeps having the same outcome. */
interface Standing {
  pair: number;
  same: number; // times in a row
  failing: boolean;
  lastMs: number;
  waitedMs: number; // between the attempts
}

/**
 * Tells whether an agent goes round in circles. It knows calls and outcomes by their hashes, and takes
 * the time as an argument, so that the same code judges a running agent and a stored trace.
 *
 * A call with a changing outcome is progress and never a loop; a failing call that is tried again after
 * ever longer waits is a retry. Calls that were refused are not recorded: the detector's own veto is no
 * outcome.
 */
export class LoopDetector {
  readonly #settings: LoopSettings;
  readonly #ring = new CallRing();
  readonly #streaks = new ErrorStreaks();
  readonly #standings = new Map<number, Standing>();
  readonly #recent: number[] = [];
  readonly #recentCounts = new Map<number, number>();

  constructor(settings: Partial<LoopSettings> = {}) {
    this.#settings = { ...loopSettingsDefault, ...settings };
  }

  /** What the calls so far say of the one about to be made; changes nothing. */
  inspect({ tool, call, nowMs }: LoopCall): LoopFinding | null {
    const streak = this.#streaks.find(tool, this.#settings);
    if (streak?.severity === "block") return streak;
    return this.#inspectCycle(call, nowMs) ?? streak ?? this.#inspectNovelty();
  }

  /** Records how a call ended. */
  record({ tool, call, nowMs }: LoopCall, outcome: LoopOutcome): void {
    const failing = outcome.kind === "error";
    const hash = failing ? hashText(outcome.errorClass) : outcome.hash;
    const pair = joinHashes(call, hash) * 0x20_0000 + (hash >>> 11);
    this.#ring.push(call, pair);
    this.#remember({ call, pair, failing, nowMs });
    this.#countRecent(pair);
    if (failing) this.#streaks.failed(tool, outcome.errorClass, call);
    else this.#streaks.answered(tool);
  }

  /** Records a call that could not run, and says whether the model has done so too often. */
  recordHallucination(tool: string, kind: HallucinationClass, call: number): LoopFinding | null {
    this.#streaks.failed(tool, kind, call);
    return kind === "unknown_tool"
      ? this.#streaks.findUnknown(this.#settings)
      : this.#streaks.find(tool, this.#settings);
  }

  #inspectCycle(call: number, nowMs: number): LoopFinding | null {
    const standing = this.#standings.get(call);
    if (standing === undefined || standing.same < this.#settings.cycle.warn) return null;
    if (standing.failing && backsOff(standing, nowMs)) return null;
    return this.#ring.findCycle(call, this.#settings);
  }

  #inspectNovelty(): LoopFinding | null {
    if (this.#recent.length < noveltyWindow) return null;
    const count = this.#recentCounts.size;
    if (count >= this.#settings.noveltyShareMin * noveltyWindow) return null;
    return { kind: "novelty", severity: "warn", period: 0, count };
  }

  #remember({
    call,
    pair,
    failing,
    nowMs,
  }: {
    call: number;
    pair: number;
    failing: boolean;
    nowMs: number;
  }): void {
    const before = this.#standings.get(call);
    if (before?.pair === pair) {
      before.waitedMs += nowMs - before.lastMs;
      before.lastMs = nowMs;
      before.same += 1;
      return;
    }
    this.#standings.delete(call); // so that the oldest stand first
    this.#standings.set(call, { pair, same: 1, failing, lastMs: nowMs, waitedMs: 0 });
    if (this.#standings.size <= callsMax) return;
    const [oldest] = this.#standings.keys();
    if (oldest !== undefined) this.#standings.delete(oldest);
  }

  #countRecent(pair: number): void {
    this.#recent.push(pair);
    this.#recentCounts.set(pair, (this.#recentCounts.get(pair) ?? 0) + 1);
    const gone = this.#recent.length > noveltyWindow ? this.#recent.shift() : undefined;
    if (gone === undefined) return;
    const left = (this.#recentCounts.get(gone) ?? 0) - 1;
    if (left > 0) this.#recentCounts.set(gone, left);
    else this.#recentCounts.delete(gone);
  }
}

/**
 * Whether the wait since the last attempt is of a back-off: with a doubling wait, halved at worst by
 * jitter, each is at least half of all before it together; waits that stay the same soon are not.
 */
function backsOff({ same, lastMs, waitedMs }: Standing, nowMs: number): boolean {
  const waitMs = nowMs - lastMs;
  return same < retriesMax && waitMs >= backOffMsMin && waitMs >= 0.4 * waitedMs;
}
