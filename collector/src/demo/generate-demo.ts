import { RequestEncoder } from "./encode-request.ts";
import { exhibitSources, playExhibit, type WhichExhibits } from "./exhibits.ts";
import type { DemoSpan } from "./otlp-json.ts";
import { type Period, type PlannedTrace, planTraces } from "./plan-traces.ts";
import { createRandom } from "./random.ts";
import { scenarios, senders } from "./scenarios/all-scenarios.ts";
import { TraceScript } from "./trace-script.ts";

export interface DemoOptions {
  seed?: number; // 1
  /**
   * The end of the demo, in milliseconds since 1970. Ids and times follow from it and the seed alone,
   * so keep it to send the same spans again.
   */
  now: number;
  days?: number; // 30
  traces?: number; // 5,000, exhibits not counted; 500 are enough for a first look
  exhibits?: WhichExhibits; // "usual"
}

/** One OTLP request, `POST /v1/traces`. */
export interface DemoBatch {
  body: Uint8Array;
  contentType: "application/json";
  spans: number;
  traces: number; // that end in this batch
  tracesTotal: number; // of the whole demo
  label: string; // the UTC day, or the name of an exhibit
}

/**
 * Makes the demo: a company's agents over the days up to now, and the named exhibits, in requests of
 * about a thousand spans. The same options give the same bytes. Memory stays bounded: a request is
 * made when it is asked for.
 */
export async function* generateDemo(options: DemoOptions): AsyncGenerator<DemoBatch> {
  const { seed = 1, days = 30, traces = 5_000, exhibits = "usual" } = options;
  const now = Math.floor(options.now);
  const planned = planTraces({ seed, now, days, traces });
  const shown = exhibitSources(exhibits);
  const tracesTotal = planned.length + shown.reduce((sum, { turns = 1 }) => sum + turns, 0);

  const encoder = new RequestEncoder();
  let finished = 0;
  const take = (label: string): DemoBatch => {
    const batch = { spans: encoder.spans, traces: finished, tracesTotal, label };
    finished = 0;
    return { ...batch, body: encoder.take(), contentType: "application/json" };
  };

  for (const trace of planned) {
    encoder.add(senders[trace.useCase.agent], playTrace(trace, { seed, now, days, traces }));
    finished += 1;
    if (encoder.isFull()) yield take(new Date(trace.startMs).toISOString().slice(0, 10));
  }
  if (encoder.spans > 0) yield take(new Date(now).toISOString().slice(0, 10));
  for (const source of shown) {
    for (const { sender, spans } of playExhibit(source, seed, now)) {
      encoder.add(sender, spans);
      if (encoder.isFull()) yield take(source.name);
    }
    finished += source.turns ?? 1;
    yield take(source.name);
  }
}

function playTrace({ index, startMs, useCase, context }: PlannedTrace, period: Period): DemoSpan[] {
  const { seed, now, days, traces } = period;
  // Another plan has the same trace at another time, so it must have another id too.
  const plan = Math.imul(days, 0x9e37_79b1) ^ Math.imul(traces, 0x85eb_ca6b);
  const random = createRandom(seed, index, Math.floor(now / 1000) ^ plan);
  const { dialect, play } = scenarios[useCase.agent];
  const script = new TraceScript({ traceId: random.hex(32), startMs, dialect, context, random });
  play(script, useCase.useCase);
  return endBy(now, script.takeSpans());
}

/** Moves a run that would end in the future back, as a whole. */
function endBy(now: number, spans: DemoSpan[]): DemoSpan[] {
  const lateMs = Math.max(...spans.map(({ endMs }) => endMs)) - now;
  if (lateMs <= 0) return spans;
  return spans.map((span) => ({
    ...span,
    startMs: span.startMs - lateMs,
    endMs: span.endMs - lateMs,
    events: span.events.map((event) => ({ ...event, timeMs: event.timeMs - lateMs })),
  }));
}
