import { Chat } from "../chat.ts";
import { traceloop } from "../dialects/traceloop.ts";
import { gpt } from "../organisation.ts";
import { playAgent } from "../play-agent.ts";
import type { Scenario } from "./scenario.ts";

const questions = [
  [
    "How many days of parental leave do I have?",
    "parental leave",
    "Up to 14 months shared between both parents; tell us seven weeks before.",
  ],
  [
    "May I carry holidays over to next year?",
    "holiday carry-over",
    "Five days until the end of March; more only if your lead agrees in writing.",
  ],
  [
    "What do I need for my first day?",
    "onboarding checklist",
    "Your identity card, bank details and tax number. The laptop is on your desk.",
  ],
  [
    "Who pays for my German course?",
    "training budget",
    "The company, up to 1,500 EUR a year, if your lead confirms that it helps your work.",
  ],
  [
    "Can I work from Portugal for a month?",
    "working abroad",
    "Up to 20 days a year inside the EU. Ask four weeks ahead for the A1 certificate.",
  ],
] as const;
const system = `You answer questions of employees from the company handbook only. Name the section.
If the handbook says nothing, say so and name the person to ask. Never give legal advice.`;

const profile = {
  name: "hr-assistant",
  version: "1.0.6",
  description: "Answers from the handbook",
  choice: gpt,
};

/** Questions of employees, answered from the handbook. */
export const hrAssistant: Scenario = {
  agent: "hr-assistant",
  service: "people-portal",
  dialect: traceloop,
  play: (script) => {
    const { random } = script;
    const [question, subject, answer] = random.pick(questions);
    playAgent(script, { ...profile, input: question }, () => {
      const chat = new Chat(script, {
        choice: gpt,
        system,
        tools: ["get_balance", "create_ticket"],
        reasons: true,
      });
      chat.user(question);
      script.play(
        {
          kind: "retrieval",
          source: "handbook",
          query: subject,
          documents: sections(subject, answer),
        },
        () => script.wait(110),
      );
      const error = {
        type: "PermissionError",
        message: "people.balance: not allowed for role assistant",
      };
      if (random.chance(0.35)) {
        chat.uses([
          "get_balance",
          { of: "me" },
          random.chance(0.1) ? { error } : `{"holidays":${random.int(0, 30)}}`,
        ]);
      }
      if (random.chance(0.06))
        chat.uses(["create_ticket", { subject, team: "people" }, '{"ticket":"HR-4711"}']);
      return chat.says(answer);
    });
  },
};

function sections(
  subject: string,
  answer: string,
): { id: string; content: string; score: number }[] {
  return [
    { id: `handbook/${subject.replaceAll(" ", "-")}`, content: answer, score: 0.89 },
    { id: "handbook/contacts", content: "People team: people@example.com, floor 3.", score: 0.42 },
  ];
}
