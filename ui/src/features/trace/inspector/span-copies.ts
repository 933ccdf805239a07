import type { SpanDetail } from "spanward/answers/span-detail";
import { api } from "../../../api.ts";
import { plainContent } from "../../../content/plain-content.ts";
import { replayCall } from "./replay-call.ts";
import { shellQuote } from "./shell-quote.ts";

/** A step as text for somewhere else. */
export interface SpanCopy {
  label: string;
  text: () => string;
}

/** What a step can be copied as. `origin` is this server's address. */
export function spanCopies(
  detail: SpanDetail,
  { origin, project }: { origin: string; project: string },
): SpanCopy[] {
  const replay = replayCall(detail);
  return [
    { label: "JSON", text: () => pretty(asJson(detail)) },
    { label: "Eval case", text: () => pretty(asEvalCase(detail, project)) },
    { label: "curl, this step", text: () => curlOfStep(detail, { origin, project }) },
    ...(replay === null ? [] : [{ label: "curl, the model call", text: () => replay }]),
  ];
}

const pretty = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** The step with its content and attributes, in the words of the API. */
function asJson(detail: SpanDetail) {
  const { attributes, resource, content, events, ...rest } = detail;
  return {
    ...rest,
    logs: rest.logs.map(({ eventName, time, body }) => ({ eventName, time, body: body?.text })),
    content: plainContent(content),
    attributes: Object.fromEntries(attributes.map(({ key, value }) => [key, value.text])),
    resource: Object.fromEntries(resource.map(({ key, value }) => [key, value.text])),
    events: events.map(({ name, time }) => ({ name, time })),
  };
}

/**
 * A case of a data set: what went in, what came out as what is expected, and where it is from. The expected
 * part is what happened; whoever makes a data set of it says whether that was right.
 */
export function asEvalCase(detail: SpanDetail, project: string) {
  const { answer, output, cutTexts, ...input } = plainContent(detail.content);
  const { traceId, spanId, name, kind, status } = detail;
  const known = {
    agent: detail.agent?.name,
    tool: detail.tool?.name,
    model: detail.responseModel || detail.requestModel || undefined,
    cutTexts,
  };
  return {
    input: Object.keys(input).join() === "input" ? input.input : input,
    expected: answer ?? output ?? null,
    metadata: { project, name, kind, status, ...known },
    origin: { from: "trace", traceId, spanId },
  };
}

function curlOfStep(
  { traceId, spanId }: SpanDetail,
  { origin, project }: { origin: string; project: string },
): string {
  const { href } = api.spanUrl({ traceId, spanId }, { project, origin });
  return `curl -sS ${shellQuote(href)} \\\n  -H "authorization: Bearer $SPANWARD_KEY"\n`;
}
