import type { Turn } from "../steps.ts";

/** Messages as OpenTelemetry's GenAI conventions have them: JSON of roles and parts. */
export function writeMessages(turns: readonly Turn[]): string {
  return JSON.stringify(turns.map((turn) => ({ role: turn.role, parts: toParts(turn) })));
}

/** What a model answered, in the same form, with why it stopped. */
export function writeAnswer(turn: Turn): string {
  const message = { role: turn.role, parts: toParts(turn), finish_reason: finishReason(turn) };
  return JSON.stringify([message]);
}

export function finishReason(turn: Turn): "stop" | "tool_calls" {
  return turn.calls === undefined ? "stop" : "tool_calls";
}

function toParts({ text, calls = [], results = [] }: Turn): object[] {
  return [
    ...(text === undefined ? [] : [{ type: "text", content: text }]),
    ...calls.map((call) => ({ type: "tool_call", ...call })),
    ...results.map(({ id, result }) => ({ type: "tool_call_response", id, response: result })),
  ];
}
