import type { LoopFinding, LoopSettings } from "./loop-settings.ts";

const ringSize = 64; // holds 4 rounds of a period of 8, and as much again

interface Entry {
  call: number;
  /** The call and its outcome together. */
  pair: number;
}

/**
 * The last 64 calls of a run, and the search for a cycle that the next call would go on with. A cycle
 * need not be pure: calls that happen once may lie between. A call whose outcome changes is progress,
 * and a cycle with progress in it is none.
 */
export class CallRing {
  readonly #entries: Entry[] = [];
  readonly #pairCounts = new Map<number, number>();
  readonly #callCounts = new Map<number, number>();
  #at = 0;

  push(call: number, pair: number): void {
    const old = this.#entries[this.#at];
    if (old !== undefined) {
      decrease(this.#pairCounts, old.pair);
      decrease(this.#callCounts, old.call);
    }
    this.#entries[this.#at] = { call, pair };
    this.#at = (this.#at + 1) % ringSize;
    increase(this.#pairCounts, pair);
    increase(this.#callCounts, call);
  }

  /** The shortest cycle that ends here and that `call` would continue; null without one. */
  findCycle(call: number, settings: LoopSettings): LoopFinding | null {
    for (let period = 1; period <= settings.periodMax; period += 1) {
      const { warn, block } = period === 1 ? settings.repeat : settings.cycle;
      const rounds = this.#countRounds({ call, period, roundsMax: block }, settings);
      if (rounds < warn) continue;
      const severity = rounds >= block ? "block" : "warn";
      return { kind: period === 1 ? "repeat" : "cycle", severity, period, count: rounds };
    }
    return null;
  }

  /** How many whole rounds of this period lie at the end, noise aside. */
  #countRounds(
    { call, period, roundsMax }: { call: number; period: number; roundsMax: number },
    settings: LoopSettings,
  ): number {
    const round: number[] = []; // backwards, the newest first
    let matched = 0;
    let noise = 0;
    let rounds = 0;
    for (let back = 1; back <= this.#entries.length; back += 1) {
      const entry = this.#entries[(this.#at - back + ringSize) % ringSize];
      if (entry === undefined) break;
      if (this.#isNoise(entry, settings)) {
        if (this.#isProgress(entry, settings)) break;
        noise += 1;
        continue;
      }
      if (matched < period) {
        round.push(entry.pair);
        // The call about to be made has to be the one that opened the round.
        if (matched === period - 1 && entry.call !== call) break;
      } else if (round[matched % period] !== entry.pair) break;
      matched += 1;
      if (matched % period !== 0) continue;
      // Noise may come in a heap: what counts is its share of all.
      if (noise <= settings.noiseShareMax * (noise + matched)) rounds = matched / period;
      if (matched === roundsMax * period) break;
    }
    return rounds;
  }

  #isNoise({ pair }: Entry, { cycle }: LoopSettings): boolean {
    return (this.#pairCounts.get(pair) ?? 0) < cycle.warn;
  }

  #isProgress({ call }: Entry, { cycle }: LoopSettings): boolean {
    return (this.#callCounts.get(call) ?? 0) >= cycle.warn;
  }
}

function increase(counts: Map<number, number>, key: number): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function decrease(counts: Map<number, number>, key: number): void {
  const left = (counts.get(key) ?? 0) - 1;
  if (left > 0) counts.set(key, left);
  else counts.delete(key);
}
