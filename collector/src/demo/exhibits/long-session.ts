import { Chat } from "../chat.ts";
import { gpt } from "../organisation.ts";
import { playAgent } from "../play-agent.ts";
import type { ExhibitSource } from "./exhibit-source.ts";

const turns = [
  ["I start on Monday. What do I need?", "Your identity card, bank details and tax number."],
  ["Where do I park?", "Deck 2. The gate opens with your badge, which you get at reception."],
  ["And a laptop?", "It is on your desk. The first login needs the letter we sent you."],
  ["Can I start at ten?", "Core hours are ten to three, so yes. Tell your lead."],
  ["Thank you, that is all.", "Welcome aboard!"],
] as const;

const profile = {
  name: "hr-assistant",
  version: "1.0.6",
  description: "Answers from the handbook",
  choice: gpt,
};

export const longSession: ExhibitSource = {
  id: "session",
  name: "A session of five traces",
  description: "One conversation, a trace for each turn.",
  heavy: false,
  agent: "hr-assistant",
  useCase: "onboarding",
  agoMs: 26 * 60_000,
  turns: turns.length,
  *play(script, turn) {
    const [input, answer] = turns[turn] ?? turns[0];
    playAgent(script, { ...profile, input }, () => {
      const chat = new Chat(script, { choice: gpt, system: "You answer from the handbook." });
      for (const [asked, said] of turns.slice(0, turn)) chat.remembers(asked, said);
      chat.user(input);
      return chat.says(answer);
    });
    yield script.takeSpans();
  },
};
