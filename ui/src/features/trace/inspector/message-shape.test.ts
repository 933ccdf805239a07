import { expect, test } from "vitest";
import { isInstruction, messageLength } from "./message-shape.ts";

const body = (text: string) => ({ text, characters: text.length, part: null });

test("all that can be read counts", () => {
  const message = {
    role: "assistant",
    name: null,
    finishReason: null,
    parts: [
      { type: "text" as const, body: body("four") },
      { type: "reasoning" as const, body: body("five!") },
      { type: "tool_call" as const, id: "1", name: "search", arguments: body("{}") },
      { type: "tool_result" as const, id: "1", name: "search", result: body("[1]") },
      {
        type: "media" as const,
        mimeType: "image/png",
        bytes: 9,
        source: "inline" as const,
        reference: "",
      },
    ],
  };
  expect(messageLength(message)).toBe(14);
  expect(isInstruction(message)).toBe(false);
  expect(isInstruction({ ...message, role: "developer" })).toBe(true);
});
