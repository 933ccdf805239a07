import { randomBytes } from "node:crypto";

/** One OTLP/JSON request with a trace of `spans` model calls, and its id. */
export function newTrace(spans = 1): { traceId: string; body: string } {
  const traceId = randomBytes(16).toString("hex");
  const now = BigInt(Date.now()) * 1_000_000n;
  const attributes = [
    { key: "gen_ai.operation.name", value: { stringValue: "chat" } },
    { key: "gen_ai.provider.name", value: { stringValue: "openai" } },
    { key: "gen_ai.request.model", value: { stringValue: "gpt-5" } },
    { key: "gen_ai.usage.input_tokens", value: { intValue: "12" } },
    { key: "gen_ai.usage.output_tokens", value: { intValue: "3" } },
  ];
  const list = Array.from({ length: spans }, (_, index) => ({
    traceId,
    spanId: (index + 1).toString(16).padStart(16, "0"),
    name: "chat gpt-5",
    kind: 3,
    startTimeUnixNano: String(now + BigInt(index)),
    endTimeUnixNano: String(now + BigInt(index) + 1_000_000n),
    attributes,
  }));
  return { traceId, body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: list }] }] }) };
}

/** Sends a body of {@link newTrace}. */
export const sendTrace = (url: string, body: string, headers: Record<string, string> = {}) =>
  fetch(`${url}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });

/** The summary of a trace, as soon as there is one. */
export async function readTrace(
  url: string,
  traceId: string,
  {
    project = "default",
    headers = {},
  }: { project?: string; headers?: Record<string, string> } = {},
): Promise<Record<string, unknown>> {
  for (;;) {
    const answer = await fetch(`${url}/api/traces/${traceId}?project=${project}`, { headers });
    const trace: Record<string, unknown> = await answer.json();
    if (answer.ok) return trace;
    if (answer.status !== 404) throw new Error(`${answer.status} ${JSON.stringify(trace)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
