import type { Body, SpanDetail } from "spanward/answers/span-detail";
import { plainContent, type PlainMessage, type PlainPart } from "../../content/plain-content.ts";

/** What is compared of a step: what it was, as text, by heading. Headings without text are left out. */
export type StepTexts = Map<string, string>;

/** The headings, in the order they are read. */
export const textHeadings = ["Error", "Output", "Decision", "Input", "Instructions"] as const;

/** Of one text, so many characters are compared; the page says when there are more. */
export const comparedMax = 500_000;

/** Reads the rest of a text that was cut. */
export type ReadRest = (part: string, offset: number, limit: number) => Promise<string>;

/** The texts of a step, whole up to {@link comparedMax} each. @throws what `readRest` throws */
export async function stepTexts(detail: SpanDetail, readRest: ReadRest): Promise<StepTexts> {
  const content = await complete(detail.content, readRest);
  const { system, messages, answer, input, output, decision } = plainContent(content);
  const error = [detail.exception?.type || detail.errorType, detail.statusMessage];
  const texts: [(typeof textHeadings)[number], string][] = [
    ["Error", detail.status === "error" ? error.filter(Boolean).join(": ") : ""],
    ["Output", [...(answer ?? []).map(messageText), valueText(output)].filter(Boolean).join("\n")],
    ["Decision", decision === undefined ? "" : valueText(decision)],
    ["Input", [...(messages ?? []).map(messageText), valueText(input)].filter(Boolean).join("\n")],
    ["Instructions", (system ?? []).map(partText).join("\n")],
  ];
  return new Map(texts.filter(([, text]) => text !== ""));
}

const messageText = ({ role, content }: PlainMessage): string =>
  `${role}:\n${content.map(partText).join("\n")}`;

function partText(part: PlainPart): string {
  switch (part.type) {
    case "text":
    case "reasoning":
      return part.text;
    // Ids are new in every run, and would hide what is different.
    case "tool_call":
      return `calls ${part.name} ${valueText(part.arguments)}`;
    case "tool_result":
      return `result of ${part.name}: ${valueText(part.result)}`;
    case "media":
      return `${part.mimeType} ${part.reference}`;
    case "json":
      return valueText(part.value);
  }
}

const valueText = (value: unknown): string =>
  value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value, null, 2);

/** The content with the texts that were cut read on; nothing is changed in the one given. */
async function complete(
  content: SpanDetail["content"],
  readRest: ReadRest,
): Promise<SpanDetail["content"]> {
  const copy = structuredClone(content);
  await Promise.all(
    bodiesIn(copy).map(async (body) => {
      const { part, text, characters } = body;
      if (part === null || text.length >= comparedMax) return;
      body.text += await readRest(part, text.length, comparedMax - text.length);
      if (body.text.length >= characters) body.part = null;
    }),
  );
  return copy;
}

function bodiesIn({
  system,
  input,
  output,
  inputValue,
  outputValue,
}: SpanDetail["content"]): Body[] {
  const parts = [...system, ...[...input, ...output].flatMap((message) => message.parts)];
  const inParts = parts.flatMap((part) => {
    if (part.type === "tool_call") return [part.arguments];
    if (part.type === "tool_result") return [part.result];
    return part.type === "media" ? [] : [part.body];
  });
  return [...inParts, ...(inputValue ? [inputValue] : []), ...(outputValue ? [outputValue] : [])];
}
