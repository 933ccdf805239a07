import { claude } from "../organisation.ts";
import { type AgentProfile, playAgent } from "../play-agent.ts";
import type { TraceScript } from "../trace-script.ts";
import type { ExhibitSource } from "./exhibit-source.ts";

const rounds = 10_000; // of ten spans each

export const stressTrace: ExhibitSource = {
  id: "stress",
  name: "A trace of 100,000 spans",
  description: "More than anybody reads, but it must open.",
  heavy: true,
  agent: "code-reviewer",
  useCase: "pull-request-review",
  agoMs: 6 * 3_600_000,
  *play(script) {
    const input = "Review the whole repository.";
    script.open({ kind: "agent", ...reviewer("code-reviewer"), input, output: "Done." });
    for (let round = 0; round < rounds; round += 1) {
      playRound(script, round);
      if (round % 100 === 99) yield script.takeSpans();
    }
    script.close();
    yield script.takeSpans();
  },
};

/** Ten spans: a handoff, in it an agent with two model calls, and a tool six times. */
function playRound(script: TraceScript, round: number): void {
  const to = `reviewer-${round % 40}`;
  const input = `part ${round}`;
  script.play({ kind: "handoff", from: "code-reviewer", to, message: input }, () => {
    playAgent(script, { ...reviewer(to), input }, () => {
      askModel(script, input);
      for (let file = 0; file < 6; file += 1) {
        const call = { id: `call_${round}_${file}`, name: "read_file", arguments: { file } };
        script.play({ kind: "tool", call, result: "ok" }, () => script.wait(12));
      }
      askModel(script, input);
      return "ok";
    });
  });
}

function reviewer(name: string): AgentProfile {
  return { name, version: "3.0.1", description: "Reviews a part", choice: claude };
}

function askModel(script: TraceScript, text: string): void {
  script.play(
    {
      kind: "model",
      choice: claude,
      system: "Be brief.",
      tools: [],
      costUsd: null,
      timeToFirstChunkMs: null,
      usage: { input: 420, output: 30, cacheRead: 0, cacheWrite: 0, reasoning: 0 },
      input: [{ role: "user", text }],
      answer: { role: "assistant", text: "ok" },
      responseId: `resp_${script.random.hex(24)}`,
    },
    () => script.wait(700),
  );
}
