import type { Dialect } from "./dialects/dialect.ts";
import type { DemoSpan } from "./otlp-json.ts";
import type { Random } from "./random.ts";
import type { DemoUsage, RunContext, Step } from "./steps.ts";

export interface TraceSettings {
  traceId: string;
  startMs: number;
  dialect: Dialect;
  context: RunContext;
  random: Random;
}

interface OpenStep {
  step: Step;
  spanId: string;
  parentSpanId: string;
  startMs: number;
}

/** Plays one run: steps inside steps, on a clock that only {@link wait} moves. */
export class TraceScript {
  readonly random: Random;
  readonly #settings: TraceSettings;
  readonly #open: OpenStep[] = [];
  #spans: DemoSpan[] = [];
  #nowMs: number;

  constructor(settings: TraceSettings) {
    this.#settings = settings;
    this.random = settings.random;
    this.#nowMs = settings.startMs;
  }

  /** Lets time pass: around this long. */
  wait(aroundMs: number): void {
    this.#nowMs += this.random.around(aroundMs);
  }

  /** A step that lasts as long as what happens inside it. `inside` may still fill the step in. */
  play<Played extends Step>(step: Played, inside: (step: Played) => void): Played {
    this.open(step);
    inside(step);
    this.close();
    return step;
  }

  /** Begins a step that {@link close} ends: for runs too long to be held in one piece. */
  open(step: Step): void {
    const parentSpanId = this.#open.at(-1)?.spanId ?? "";
    this.#open.push({ step, spanId: this.random.hex(16), parentSpanId, startMs: this.#nowMs });
  }

  /** Ends the step that was opened last. */
  close(): void {
    const ended = this.#open.pop();
    if (ended === undefined) return;
    this.#spans.push(this.#finish(ended));
    if (ended.step.kind === "model" && ended.step.usage !== null) {
      this.#addToAgent(ended.step.usage);
    }
  }

  /** Plays `branches` side by side: they start together, and time goes on after the longest. */
  together(branches: readonly (() => void)[]): void {
    const startMs = this.#nowMs;
    let endMs = startMs;
    for (const branch of branches) {
      this.#nowMs = startMs;
      branch();
      endMs = Math.max(endMs, this.#nowMs);
    }
    this.#nowMs = endMs;
  }

  /** The spans finished since the last time, in the order they ended, as exporters send them. */
  takeSpans(): DemoSpan[] {
    const spans = this.#spans;
    this.#spans = [];
    return spans;
  }

  #finish({ step, ...at }: OpenStep): DemoSpan {
    const { traceId, dialect, context } = this.#settings;
    const shape = dialect.write(step, context, at.parentSpanId === "");
    const endMs = this.#nowMs;
    const events: DemoSpan["events"] = [];
    if (step.error !== undefined) {
      shape.attributes["error.type"] = step.error.type;
      const attributes = {
        "exception.type": step.error.type,
        "exception.message": step.error.message,
        "exception.stacktrace": `${step.error.type}: ${step.error.message}\n    at run (agent.ts:42:11)\n    at step (loop.ts:17:5)`,
      };
      events.push({ name: "exception", timeMs: endMs, attributes });
    }
    return {
      ...at,
      ...shape,
      traceId,
      endMs,
      events,
      links: [],
      error: step.error?.message ?? null,
    };
  }

  #addToAgent(usage: DemoUsage): void {
    const step = this.#open.findLast((open) => open.step.kind === "agent")?.step;
    if (step?.kind === "agent") step.used = step.used === undefined ? usage : add(step.used, usage);
  }
}

function add(one: DemoUsage, other: DemoUsage): DemoUsage {
  return {
    input: one.input + other.input,
    output: one.output + other.output,
    cacheRead: one.cacheRead + other.cacheRead,
    cacheWrite: one.cacheWrite + other.cacheWrite,
    reasoning: one.reasoning + other.reasoning,
  };
}
