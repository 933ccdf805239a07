import { currentAgent } from "./agent.ts";
import { genAi, spanward } from "./attributes.ts";
import { runInSpan } from "./run-in-span.ts";
import { attributesOf, contentOf, type SpanHandle, type SpanOptions } from "./span-options.ts";

export interface HandoffOptions extends SpanOptions {
  /** The agent that takes over. */
  to: string;
  /** The agent that hands over; the one at work unless said otherwise. */
  from?: string | undefined;
  /** What is handed over. */
  input?: unknown;
}

/**
 * Runs the work of the agent that takes over in a span that says who handed over to whom.
 *
 * @example
 * await handoff({ to: "fraud-desk", input: claim }, () => agent("fraud-desk", () => check(claim)));
 */
export function handoff<Result>(
  options: HandoffOptions | string,
  run: (handoff: SpanHandle) => Result,
): Result {
  const given = typeof options === "string" ? { to: options } : options;
  const plan = {
    name: `handoff to ${given.to}`,
    attributes: () => attributesOf(parties(given), given),
  };
  return runInSpan(plan, (span) => run({ span }));
}

function parties(options: HandoffOptions) {
  return {
    [spanward.kind]: "handoff",
    [spanward.handoffFrom]: options.from ?? currentAgent(),
    [spanward.handoffTo]: options.to,
    [genAi.agentName]: options.to,
    [spanward.input]: contentOf(options.input),
  };
}
