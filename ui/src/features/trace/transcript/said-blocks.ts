import type { Body, ContentMessage } from "spanward/answers/span-detail";
import type { SpanNews } from "spanward/answers/span-contents";

/** A piece of the story: who or what, and the words. */
export interface SaidBlock {
  label: string; // "user", "calls pay", "result"
  text: string;
  isCut: boolean; // there is more of it than this
  tone: "said" | "data"; // words for people, or what programs exchange
}

/** What a step says in the transcript. Results that a model is told again are told by the tool's own step. */
export function saidBlocks(news: SpanNews): SaidBlock[] {
  const { inputValue, outputValue, decision } = news;
  return [
    ...news.input.filter(({ role }) => role !== "tool").flatMap(messageBlocks),
    ...(inputValue ? [block("asked", inputValue, "data")] : []),
    ...news.output.flatMap(messageBlocks),
    ...(decision
      ? [
          {
            label: `chose ${decision.chosen}`,
            text: decision.reason,
            isCut: false,
            tone: "said" as const,
          },
        ]
      : []),
    ...(outputValue ? [block("result", outputValue, "data")] : []),
  ];
}

function messageBlocks({ role, parts }: ContentMessage): SaidBlock[] {
  return parts.flatMap((part): SaidBlock[] => {
    switch (part.type) {
      case "text":
        return [block(role, part.body, "said")];
      case "tool_call":
        return [block(`calls ${part.name}`, part.arguments, "data")];
      case "json":
        return [block(role, part.body, "data")];
      case "media":
        return [
          { label: role, text: part.mimeType || "media", isCut: false, tone: "data" as const },
        ];
      // Thoughts are for the inspector; a result is told by the step that brought it.
      case "reasoning":
      case "tool_result":
        return [];
    }
  });
}

const block = (label: string, { text, part }: Body, tone: SaidBlock["tone"]): SaidBlock => ({
  label,
  text,
  isCut: part !== null,
  tone,
});
