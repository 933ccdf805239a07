import type { ContentMessage } from "spanward/answers/span-detail";

/** How much there is to read in a message, in characters; media and calls by their arguments. */
export function messageLength({ parts }: ContentMessage): number {
  return parts.reduce((sum, part) => {
    switch (part.type) {
      case "text":
      case "reasoning":
      case "json":
        return sum + part.body.characters;
      case "tool_call":
        return sum + part.arguments.characters;
      case "tool_result":
        return sum + part.result.characters;
      case "media":
        return sum;
    }
  }, 0);
}

/** Whether a message tells the model who it is, the same in every call. */
export function isInstruction({ role }: ContentMessage): boolean {
  return role === "system" || role === "developer";
}
