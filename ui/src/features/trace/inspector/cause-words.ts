import type { SpanCause } from "spanward/answers/span-cause";

const reasons = {
  "call id": "its answer has the id of this call",
  "tool name": "it is the last that asked for this tool",
  "previous step": "it is the agent's last model step before",
} as const;

/** What was found out about the cause of a step, in a sentence. `isShown`: the cause is what is seen now. */
export function causeWords(cause: SpanCause["cause"], isShown: boolean): string {
  if (cause === null)
    return "No model step came before this one: nothing in this trace decided on it.";
  if (!isShown) return `${cause.name} decided on it, but is not among the steps shown.`;
  return `This step decided on it: ${reasons[cause.rule]}.`;
}
