import { gpt } from "../organisation.ts";
import { playAgent } from "../play-agent.ts";
import type { ExhibitSource } from "./exhibit-source.ts";

const resultBytes = 20 * 2 ** 20;

const profile = {
  name: "sql-analyst",
  version: "0.9.4",
  description: "Answers questions with SQL",
  choice: gpt,
};

export const largePayload: ExhibitSource = {
  id: "large-payload",
  name: "A tool result of 20 MB",
  description: "One query returned a whole table; it is shown in parts.",
  heavy: true,
  agent: "sql-analyst",
  useCase: "revenue-analysis",
  agoMs: 40 * 60_000,
  *play(script) {
    playAgent(script, { ...profile, input: "Give me all orders." }, () => {
      const call = {
        id: "call_all",
        name: "run_query",
        arguments: { sql: "SELECT * FROM orders" },
      };
      script.play({ kind: "tool", call, result: rows() }, () => script.wait(9_000));
      return "Here they are.";
    });
    yield script.takeSpans();
  },
};

function rows(): string {
  const lines: string[] = ["order,customer,total,currency,placed"];
  for (let bytes = 0; bytes < resultBytes; bytes += 49) {
    const row = String(lines.length).padStart(8, "0");
    lines.push(`A-${row},C-${row},00${row.slice(4)}.90,EUR,2026-10-01T08:00`);
  }
  return lines.join("\n");
}
