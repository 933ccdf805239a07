import { attachProcessor } from "./attach-processor.ts";
import { createResource } from "./create-resource.ts";
import { createSender } from "./create-sender.ts";
import { installExitFlush } from "./exit-flush.ts";
import { createProblems, type Problems } from "./problems.ts";
import { readState, writeState } from "./sdk-state.ts";
import { readSettings, type StartOptions } from "./settings.ts";
import type { Spanward } from "./spanward.ts";
import { SpanwardProcessor } from "./spanward-processor.ts";

/**
 * Sends the spans of this process to a Spanward server: those of `agent`, `model`, `tool` and their
 * like, and those of every OpenTelemetry instrumentation in it. One line, at the start of the program.
 *
 * Where OpenTelemetry is set up already, its provider, propagator and exporters stay as they are; call
 * `start()` after that set-up. It never throws and never makes the agent wait. Started twice, the first
 * start stands.
 *
 * @example
 * start({ serviceName: "customer-care" });
 *
 * @example
 * start({ redact: (value) => (typeof value === "string" ? value.replace(/\d{13,19}/g, "[card]") : value) });
 */
export function start(options: StartOptions = {}): Spanward {
  const problems = createProblems(options.onProblem);
  const running = readState()?.running;
  if (running !== undefined) {
    problems.tell("twice", "start() of @spanward/sdk was called twice: the first start stands");
    return running;
  }
  if (/^true$/i.test(process.env["OTEL_SDK_DISABLED"] ?? "")) return inert;
  try {
    return launch(options, problems);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    problems.tell("start", `@spanward/sdk could not start, no spans are sent: ${why}`);
    return inert;
  }
}

const inert: Spanward = {
  flush: async () => undefined,
  shutdown: async () => undefined,
  counts: () => ({ sent: 0, waiting: 0, dropped: 0 }),
};

function launch(options: StartOptions, problems: Problems): Spanward {
  const settings = readSettings(options, process.env, problems);
  const sender = createSender(options, settings, problems);
  const processor = new SpanwardProcessor(sender);
  const provider = attachProcessor(processor, createResource(options), problems);
  const takeBack = settings.flushOnExit ? installExitFlush(sender, settings) : () => undefined;

  const running: Spanward = {
    flush: () => sender.flush(),
    counts: () => sender.counts(),
    shutdown: async () => {
      if (readState()?.running === running) writeState(undefined);
      await processor.shutdown();
      takeBack();
    },
  };
  writeState({
    running,
    provider,
    attributeCharactersMax: settings.attributeCharactersMax,
    openSpans: new Set(),
    announce: (span) => processor.announce(span),
  });
  return running;
}
