import { gpt } from "../organisation.ts";
import type { ToolCall } from "../steps.ts";
import type { TraceScript } from "../trace-script.ts";
import type { ExhibitSource } from "./exhibit-source.ts";

const stepsTotal = 5_000;
const calls = [
  { name: "list_tables", arguments: {} },
  { name: "describe_table", arguments: { table: "ledger" } },
  { name: "run_query", arguments: { sql: "SELECT sum(net) FROM ledger" } },
] as const;
const tools = calls.map(({ name }) => name);
const result = '{"rows":[["4810000.00"]]}';
const question = "Why does the revenue report not match the ledger?";

export const endlessLoop: ExhibitSource = {
  id: "endless-loop",
  name: "A loop of 5,000 steps",
  description: "The agent asks the same three questions again and again until its limit stops it.",
  heavy: false,
  agent: "sql-analyst",
  useCase: "revenue-analysis",
  agoMs: 5 * 3_600_000,
  *play(script) {
    const error = { type: "StepLimitReached", message: `stopped after ${stepsTotal} steps` };
    script.open({
      kind: "agent",
      name: "sql-analyst",
      version: "0.9.4",
      description: "Answers questions with SQL",
      input: question,
      output: "",
      choice: gpt,
      error,
    });
    for (let step = 0; step < stepsTotal; step += 2) {
      const call = callAt(script, step);
      askModel(script, call);
      script.play({ kind: "tool", call, result }, () => script.wait(120));
      if (step % 500 === 0) yield script.takeSpans();
    }
    script.close();
    yield script.takeSpans();
  },
};

function callAt(script: TraceScript, step: number): ToolCall {
  const id = `call_${script.random.hex(20)}`;
  return { id, ...(calls[(step / 2) % calls.length] ?? calls[0]) };
}

function askModel(script: TraceScript, call: ToolCall): void {
  const input = script.random.int(900, 1_100);
  const usage = { input, output: 38, cacheRead: 768, cacheWrite: 0, reasoning: 0 };
  script.play(
    {
      kind: "model",
      choice: gpt,
      system: "You answer questions with SQL.",
      tools,
      usage,
      input: [{ role: "user", text: question }],
      answer: { role: "assistant", calls: [call] },
      responseId: `resp_${script.random.hex(24)}`,
      costUsd: null,
      timeToFirstChunkMs: null,
    },
    () => script.wait(1_600),
  );
}
