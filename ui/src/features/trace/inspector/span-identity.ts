import type { Attribute, SpanDetail } from "spanward/answers/span-detail";

/** The fields every span has, as attributes; those that were not set are left out. */
export function spanIdentity(detail: SpanDetail): Attribute[] {
  const wasMoved = detail.sentStartTime !== detail.startTime;
  const fields: [key: string, text: string][] = [
    ["span id", detail.spanId],
    ["parent span id", detail.parentSpanId ?? ""],
    ["kind", detail.otlpKind],
    ["start", detail.startTime],
    ["start as sent", wasMoved ? detail.sentStartTime : ""],
    ["service", detail.service],
    ["environment", detail.environment],
    ["scope", [detail.scope.name, detail.scope.version].filter(Boolean).join(" ")],
    ["workflow", detail.workflow],
    ["agent id", detail.agent?.id ?? ""],
    ["agent version", detail.agent?.version ?? ""],
    ["response id", detail.responseId],
    ["tool call id", detail.tool?.callId ?? ""],
    ["session", detail.sessionId ?? ""],
    ["user", detail.userId ?? ""],
    ["labels", detail.labels.join(", ")],
    ...Object.entries(detail.tags).map(([key, text]): [string, string] => [`tag ${key}`, text]),
  ];
  return fields.flatMap(([key, text]): Attribute[] => {
    if (text === "") return [];
    return [{ key, type: "string", value: { text, characters: text.length, part: null } }];
  });
}
