import { Chat } from "../chat.ts";
import { openInference } from "../dialects/openinference.ts";
import { claude, gemini } from "../organisation.ts";
import { type AgentProfile, playAgent } from "../play-agent.ts";
import type { ModelChoice } from "../steps.ts";
import type { TraceScript } from "../trace-script.ts";
import type { Scenario } from "./scenario.ts";

const topics = [
  ["heat pumps in multi-family homes", ["subsidies", "installers", "noise rules"]],
  ["second-hand electronics", ["margins", "grading standards", "competitors"]],
  ["same-day delivery in mid-size towns", ["cost per stop", "locker networks", "labour law"]],
  ["pet insurance", ["claims ratios", "vet price trends", "distribution"]],
] as const;

/** A crew: a planner splits the topic, researchers work side by side, a writer makes the brief. */
export const researchCrew: Scenario = {
  agent: "research-crew",
  service: "research",
  dialect: openInference,
  play: (script) => {
    const [topic, aspects] = script.random.pick(topics);
    const input = `Write a one-page brief on ${topic} for the strategy meeting.`;
    playAgent(script, { ...member("research-crew", claude), input }, () => {
      handOff(script, { from: "research-crew", to: "planner", message: `Plan: ${topic}` }, () =>
        planTopic(script, topic, aspects),
      );
      script.together(
        aspects.map((aspect) => () => {
          handOff(
            script,
            { from: "planner", to: "researcher", message: `${topic}: ${aspect}` },
            () => research(script, topic, aspect),
          );
        }),
      );
      const brief = `Brief on ${topic}: ${aspects.join(", ")}. Three findings, each with its source.`;
      handOff(script, { from: "researcher", to: "writer", message: brief }, () =>
        write(script, brief),
      );
      return brief;
    });
  },
};

function planTopic(script: TraceScript, topic: string, aspects: readonly string[]): void {
  playAgent(script, { ...member("planner", claude), input: topic }, () => {
    const chat = new Chat(script, {
      choice: claude,
      system: "You split a topic into questions.",
      caches: true,
    });
    chat.user(`Split "${topic}" into at most three questions.`);
    return chat.says(
      aspects.map((aspect, index) => `${index + 1}. What about ${aspect}?`).join("\n"),
    );
  });
}

function research(script: TraceScript, topic: string, aspect: string): void {
  playAgent(script, { ...member("researcher", gemini), input: `${topic}: ${aspect}` }, () => {
    const { random } = script;
    const tools = ["web_search", "read_page"];
    const chat = new Chat(script, {
      choice: gemini,
      system: "You find sources and quote them.",
      tools,
    });
    chat.user(`Find what matters about ${aspect} for ${topic}.`);
    for (let round = random.int(1, 3); round > 0; round -= 1) {
      const url = `https://example.com/${aspect.replaceAll(" ", "-")}/${random.int(1, 99)}`;
      chat.uses([
        "web_search",
        { q: `${topic} ${aspect}` },
        JSON.stringify([{ url, title: `On ${aspect}` }]),
      ]);
      const error = { type: "HTTPError", message: `403 Forbidden: ${url}` };
      const page =
        `${aspect}: grew by ${random.int(2, 40)} % in a year, says the association of the trade. `.repeat(
          6,
        );
      chat.uses(["read_page", { url }, random.chance(0.12) ? { error } : page]);
    }
    script.play(
      { kind: "retrieval", source: "internal-reports", query: aspect, documents: reports(aspect) },
      () => script.wait(90),
    );
    return chat.says(
      `On ${aspect}: a growth of ${random.int(2, 40)} %, two sources agree, one is older than a year.`,
    );
  });
}

function write(script: TraceScript, brief: string): void {
  playAgent(script, { ...member("writer", claude), input: brief }, () => {
    const chat = new Chat(script, {
      choice: claude,
      system: "You write briefs of one page.",
      caches: true,
    });
    chat.user(brief);
    return chat.says(
      `${brief}\n\n${"The market moves, but slower than the headlines say. ".repeat(script.random.int(8, 20))}`,
    );
  });
}

function member(name: string, choice: ModelChoice): AgentProfile {
  return { name, version: "0.4.1", description: `The ${name} of the research crew`, choice };
}

function handOff(
  script: TraceScript,
  handoff: { from: string; to: string; message: string },
  inside: () => void,
): void {
  script.play({ kind: "handoff", ...handoff }, inside);
}

function reports(aspect: string): { id: string; content: string; score: number }[] {
  return [
    { id: "report-2025-11", content: `Our survey of 2025 on ${aspect}: 412 answers.`, score: 0.82 },
    {
      id: "report-2024-03",
      content: `Older notes on ${aspect}, before the change of law.`,
      score: 0.61,
    },
  ];
}
