import { Chat } from "../chat.ts";
import { gemini } from "../organisation.ts";
import { playAgent } from "../play-agent.ts";
import type { ExhibitSource } from "./exhibit-source.ts";

const profile = {
  name: "procurement-agent",
  version: "1.2.0",
  description: "Gets offers, compares and orders",
  choice: gemini,
};

export const unknownUsage: ExhibitSource = {
  id: "unknown-usage",
  name: "Usage unknown",
  description: "A stream whose token counts the instrumentation lost: unknown, which is not zero.",
  heavy: false,
  agent: "procurement-agent",
  useCase: "purchase-approval",
  agoMs: 18 * 60_000,
  *play(script) {
    const input = "Compare the two offers for the pumps.";
    const output = "HydroTec is 4 % dearer but delivers three weeks earlier; I would take it.";
    playAgent(script, { ...profile, input }, () => {
      const system = "You compare offers.";
      const chat = new Chat(script, { choice: gemini, system, streams: true, losesUsage: true });
      chat.user(input);
      return chat.says(output);
    });
    yield script.takeSpans();
  },
};
