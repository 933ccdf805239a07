import type { Message, MessagePart, SpanContent } from "../normalize/content.ts";
import type { ContentMessage, Part, SpanDetail } from "./answers/span-detail.ts";
import type { SpanNews } from "./answers/span-contents.ts";
import type { Bodies } from "./bodies.ts";

/**
 * What was said in a span, for display. The answer and the newest messages come first when texts have
 * to be cut: they are what a reader came for.
 */
export function showContent(content: SpanContent, bodies: Bodies): SpanDetail["content"] {
  const output = showMessages("output", content.output, bodies);
  const outputValue = showValue("outputValue", content.outputValue, bodies);
  const inputValue = showValue("inputValue", content.inputValue, bodies);
  const input = showMessages("input", content.input, bodies);
  return {
    system: showParts("system", content.system, bodies),
    input,
    output,
    inputValue,
    outputValue,
    toolDefinitions: content.toolDefinitions.map(({ schema, ...definition }, i) => ({
      ...definition,
      schema: bodies.cut(`toolDefinitions.${i}`, schema),
    })),
    documents: content.documents.map((document, i) => ({
      ...document,
      content: bodies.cut(`documents.${i}`, document.content),
    })),
    decision: content.decision,
  };
}

/** What is new in a span, for display in a row of many: without what the model had been told before. */
export function showNews(content: SpanContent, bodies: Bodies): SpanNews {
  const earlierMessages = 1 + content.input.findLastIndex(({ role }) => role === "assistant");
  const decision = content.decision;
  const output = showMessages("output", content.output, bodies);
  const outputValue = showValue("outputValue", content.outputValue, bodies);
  const inputValue = showValue("inputValue", content.inputValue, bodies);
  const input = nameMessages("input", content.input)
    .slice(earlierMessages)
    .map((each) => showMessage(each, bodies));
  return { earlierMessages, input, output, inputValue, outputValue, decision };
}

const showValue = (part: string, text: string | null, bodies: Bodies) =>
  text === null ? null : bodies.cut(part, text);

/** The newest first, since the texts that come first are cut last; answered in their order. */
function showMessages(part: string, messages: Message[], bodies: Bodies): ContentMessage[] {
  return nameMessages(part, messages)
    .toReversed()
    .map((each) => showMessage(each, bodies))
    .toReversed();
}

const nameMessages = (part: string, messages: Message[]) =>
  messages.map((message, i) => ({ message, part: `${part}.${i}` }));

const showMessage = (
  { message, part }: { message: Message; part: string },
  bodies: Bodies,
): ContentMessage => ({
  role: message.role,
  name: message.name ?? null,
  finishReason: message.finishReason ?? null,
  parts: showParts(part, message.parts, bodies),
});

const showParts = (part: string, parts: MessagePart[], bodies: Bodies): Part[] =>
  parts.map((each, i) => showPart(`${part}.${i}`, each, bodies));

function showPart(name: string, part: MessagePart, bodies: Bodies): Part {
  switch (part.type) {
    case "text":
    case "reasoning":
      return { type: part.type, body: bodies.cut(name, part.text) };
    case "tool_call":
      return { ...part, arguments: bodies.cut(name, part.arguments) };
    case "tool_result":
      return { ...part, result: bodies.cut(name, part.result) };
    case "media":
      return part;
    case "json":
      return { type: "json", body: bodies.cut(name, part.json) };
  }
}
