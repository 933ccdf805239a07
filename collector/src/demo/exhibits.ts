import { endlessLoop } from "./exhibits/endless-loop.ts";
import type { ExhibitSource } from "./exhibits/exhibit-source.ts";
import { failedRefund } from "./exhibits/failed-refund.ts";
import { hostileContent } from "./exhibits/hostile-content.ts";
import { largePayload } from "./exhibits/large-payload.ts";
import { longSession } from "./exhibits/long-session.ts";
import { lostRoot } from "./exhibits/lost-root.ts";
import { manyHandoffs } from "./exhibits/many-handoffs.ts";
import { stressTrace } from "./exhibits/stress-trace.ts";
import { unknownUsage } from "./exhibits/unknown-usage.ts";
import { waitingForApproval } from "./exhibits/waiting-for-approval.ts";
import { useCases } from "./organisation.ts";
import type { DemoSpan, Sender } from "./otlp-json.ts";
import { createRandom, type Random } from "./random.ts";
import { scenarios, senders } from "./scenarios/all-scenarios.ts";
import { TraceScript } from "./trace-script.ts";

/** `usual` leaves out what is heavy: the trace of 100,000 spans and the payload of 20 MB. */
export type WhichExhibits = "none" | "usual" | "all";

/** A trace of the demo worth looking at. */
export interface Exhibit {
  id: string;
  name: string;
  description: string;
  traceId: string;
  sessionId: string;
}

const sources: readonly ExhibitSource[] = [
  failedRefund,
  waitingForApproval,
  manyHandoffs,
  endlessLoop,
  longSession,
  unknownUsage,
  lostRoot,
  hostileContent,
  largePayload,
  stressTrace,
];

/** The exhibits of the demo with this seed and `now`, most telling first. */
export function exhibits(seed: number, now: number, which: WhichExhibits = "usual"): Exhibit[] {
  return exhibitSources(which).map((source) => {
    const { id, name, description } = source;
    const { traceId, sessionId } = identify(source, { seed, now: Math.floor(now), turn: 0 });
    return { id, name, description, traceId, sessionId };
  });
}

/**
 * The `now` that demo traces which are there already were made with, if they are of this seed and of
 * the same UTC day as `now`; else `now` itself. Sent with it, the demo is the same again.
 */
export function repeatNow(
  seed: number,
  now: number,
  there: readonly { traceId: string; startTime: string }[],
): number {
  for (const { traceId, startTime } of there) {
    for (const source of sources) {
      const then = Date.parse(startTime) + source.agoMs;
      const sameDay = dayOf(then) === dayOf(now);
      if (sameDay && identify(source, { seed, now: then, turn: 0 }).traceId === traceId)
        return then;
    }
  }
  return now;
}

/** What {@link exhibits} lists, ready to be played. */
export function exhibitSources(which: WhichExhibits): readonly ExhibitSource[] {
  if (which === "none") return [];
  return sources.filter(({ heavy }) => which === "all" || !heavy);
}

/** Plays an exhibit, in pieces: a long trace is never held as a whole. */
export function* playExhibit(
  source: ExhibitSource,
  seed: number,
  now: number,
): Generator<{ sender: Sender; spans: DemoSpan[] }> {
  const sender = senders[source.agent];
  for (let turn = 0; turn < (source.turns ?? 1); turn += 1) {
    const { random, traceId, sessionId } = identify(source, { seed, now, turn });
    const owner =
      useCases.find(({ useCase }) => useCase === source.useCase) ?? random.pick(useCases);
    const script = new TraceScript({
      traceId,
      random,
      startMs: now - source.agoMs + turn * 120_000,
      dialect: scenarios[source.agent].dialect,
      context: { ...owner, sessionId, userId: "u-0007", channel: "chat", exhibit: source.name },
    });
    for (const spans of source.play(script, turn)) yield { sender, spans };
  }
}

interface Identity {
  random: Random;
  traceId: string;
  sessionId: string;
}

function identify(
  source: ExhibitSource,
  { seed, now, turn }: { seed: number; now: number; turn: number },
): Identity {
  const random = createRandom(seed, 0xf000_0000 + sources.indexOf(source) * 100 + turn, now / 1000);
  const session = createRandom(seed, 0xe000_0000 + sources.indexOf(source), now / 1000).hex(12);
  return { random, traceId: random.hex(32), sessionId: `session-${session}` };
}

function dayOf(timeMs: number): number {
  return Math.floor(timeMs / 86_400_000);
}
