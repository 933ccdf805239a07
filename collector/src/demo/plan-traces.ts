import { type UseCase, useCases } from "./organisation.ts";
import { createRandom, type Random } from "./random.ts";
import type { RunContext } from "./steps.ts";

/** A trace of the demo before it is played: when, for whom, what for. */
export interface PlannedTrace {
  index: number; // with the seed and `now`, all that its content depends on
  startMs: number;
  useCase: UseCase;
  context: RunContext;
}

export interface Period {
  seed: number;
  now: number; // milliseconds since 1970: the end of the demo
  days: number;
  traces: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * Spreads traces over the days up to `now`, oldest first: more on weekdays and in office hours, more
 * towards the end, a few in the last hour whatever the time of day, and a third in sessions of
 * several.
 */
export function planTraces({ seed, now, days, traces }: Period): PlannedTrace[] {
  const random = createRandom(seed, 0xffff_ffff, now / 1000);
  const planned: PlannedTrace[] = [];
  while (planned.length < traces) {
    const useCase = pickUseCase(random);
    const context = createContext(random, useCase);
    const recent = planned.length < traces / 100;
    let startMs = recent ? now - random.next() * hourMs : pickTime(random, now, days);
    for (let turns = random.chance(0.15) ? random.int(2, 4) : 1; turns > 0; turns -= 1) {
      if (planned.length >= traces || startMs > now) break;
      planned.push({ index: planned.length, startMs, useCase, context });
      startMs += random.around(5 * 60_000);
    }
  }
  return planned.toSorted((one, other) => one.startMs - other.startMs || one.index - other.index);
}

function pickUseCase(random: Random): UseCase {
  const total = useCases.reduce((sum, { weight }) => sum + weight, 0);
  let left = random.next() * total;
  for (const useCase of useCases) {
    left -= useCase.weight;
    if (left < 0) return useCase;
  }
  return random.pick(useCases);
}

function createContext(random: Random, { businessUnit, project, useCase }: UseCase): RunContext {
  return {
    businessUnit,
    project,
    useCase,
    sessionId: `session-${random.hex(12)}`,
    userId: `u-${String(random.int(1, 240)).padStart(4, "0")}`,
    channel: random.pick(["chat", "mail", "portal"]),
    exhibit: null,
  };
}

function pickTime(random: Random, now: number, days: number): number {
  for (;;) {
    const time = now - random.next() * days * dayMs;
    if (random.chance(likelihood(time) * (1 - ((now - time) / (days * dayMs)) * 0.4))) return time;
  }
}

function likelihood(timeMs: number): number {
  const date = new Date(timeMs);
  const weekend = date.getUTCDay() % 6 === 0;
  const office = date.getUTCHours() >= 7 && date.getUTCHours() < 18;
  return (weekend ? 0.25 : 1) * (office ? 1 : 0.15);
}
