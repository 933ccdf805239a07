import type { Body, ContentMessage, Part, SpanDetail } from "spanward/answers/span-detail";

/** A message as most model APIs write it. */
export interface PlainMessage {
  role: string;
  name?: string;
  content: PlainPart[];
}

/** A piece of a message. What is JSON is a value, not its text. */
export type PlainPart =
  | { type: "text" | "reasoning"; text: string }
  | { type: "tool_call"; id: string; name: string; arguments: unknown }
  | { type: "tool_result"; id: string; name: string; result: unknown }
  | { type: "media"; mimeType: string; reference: string }
  | { type: "json"; value: unknown };

/** What was said in a span, to be copied; lists are left out where they are empty. */
export interface PlainContent {
  system?: PlainPart[];
  messages?: PlainMessage[];
  answer?: PlainMessage[];
  input?: unknown;
  output?: unknown;
  tools?: { name: string; description: string; schema: unknown }[];
  documents?: { id: string; content: string; score: number | null }[];
  decision?: { alternatives: string[]; chosen: string; reason: string };
  /** Texts that are here only in part, by name, and how long they are. */
  cutTexts?: Record<string, number>;
}

/** The content of a span without the layout of the page. Texts that were cut are named. */
export function plainContent(content: SpanDetail["content"]): PlainContent {
  const cutTexts: Record<string, number> = {};
  const text = (body: Body): string => {
    if (body.part !== null) cutTexts[body.part] = body.characters;
    return body.text;
  };
  const value = (body: Body): unknown => valueOf(text(body));
  const message = ({ role, name, parts }: ContentMessage): PlainMessage => ({
    role,
    ...(name === null ? {} : { name }),
    content: parts.map(part),
  });
  function part(each: Part): PlainPart {
    switch (each.type) {
      case "text":
      case "reasoning":
        return { type: each.type, text: text(each.body) };
      case "tool_call":
        return { type: each.type, id: each.id, name: each.name, arguments: value(each.arguments) };
      case "tool_result":
        return { type: each.type, id: each.id, name: each.name, result: value(each.result) };
      case "media":
        return { type: "media", mimeType: each.mimeType, reference: each.reference };
      case "json":
        return { type: "json", value: value(each.body) };
    }
  }
  const { inputValue, outputValue, decision } = content;
  return {
    ...some({ system: content.system.map(part) }),
    ...some({ messages: content.input.map(message) }),
    ...some({ answer: content.output.map(message) }),
    ...(inputValue === null ? {} : { input: value(inputValue) }),
    ...(outputValue === null ? {} : { output: value(outputValue) }),
    ...some({
      tools: content.toolDefinitions.map((tool) => ({ ...tool, schema: value(tool.schema) })),
    }),
    ...some({
      documents: content.documents.map((each) => ({ ...each, content: text(each.content) })),
    }),
    ...(decision === null ? {} : { decision }),
    ...(Object.keys(cutTexts).length === 0 ? {} : { cutTexts }),
  };
}

/** A list under its name, unless it is empty. */
function some<Lists extends Record<string, unknown[]>>(lists: Lists): Partial<Lists> {
  return Object.values(lists).some(({ length }) => length > 0) ? lists : {};
}

/** The object or list that a text is the JSON of, else the text. */
function valueOf(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return text;
  }
}
