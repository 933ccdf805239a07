import { setTimeout as sleep } from "node:timers/promises";
import {
  createCase,
  defineEval,
  freezeDataset,
  forbiddenTools,
  jsonSimilarity,
  type ToolCall,
  withinLimits,
} from "@spanward/evals";
import { answer, orders } from "./scripted-agent.mjs";

interface Request {
  orderId: string;
  text: string;
}

interface Answer {
  action: "refund" | "reject";
  cents?: number;
}

/** Every order, and one that is not there, asked for in three ways. */
const asks = ["Refund {id} please", "I want my money back for {id}", "{id} arrived broken"];
const ids = [...orders.keys(), "B-9999"];

const dataset = freezeDataset(
  "refund requests",
  ids.flatMap((orderId) =>
    asks.map((ask) => {
      const order = orders.get(orderId);
      const late = order === undefined || order.daysAgo > 30;
      const slice = order === undefined ? "unknown order" : late ? "too late" : "in time";
      return createCase<Request, Answer>(
        {
          input: { orderId, text: ask.replace("{id}", orderId) },
          expected: late ? { action: "reject" } : { action: "refund", cents: order?.cents ?? 0 },
        },
        { slices: [slice] },
      );
    }),
  ),
);

/** How often the agent decides the wrong way, from 0 to 1. */
const slip = Number(process.env["AGENT_SLIP"] ?? 0);
/** How long its model takes to answer. */
const delayMs = Number(process.env["AGENT_DELAY_MS"] ?? 0);

export const refunds = defineEval<Request, Answer, Answer>({
  name: "refunds",
  dataset: () => dataset,
  trials: 2,
  // Three ways to ask for one order are one question.
  clusterOf: ({ input }) => input.orderId,
  async task(input, { caseId, charge, trace, trial }) {
    const toolCalls: ToolCall[] = [];
    const started = performance.now();
    await sleep(delayMs);
    const output = await answer(input, {
      slip,
      random: seededBy(`${caseId}#${trial}`),
      async call(name: string, given: unknown, work: () => unknown) {
        const result = work();
        toolCalls.push({ name, arguments: given, result });
        return result;
      },
    });
    charge(2_000_000n); // 0.002 dollars
    const durationMs = performance.now() - started;
    const stepCount = toolCalls.length + 1;
    const tokens = { inputTokens: 400, outputTokens: 60, costNanoUsd: 2_000_000n };
    trace({ traceId: "", toolCalls, stepCount, durationMs, ...tokens });
    return output;
  },
  scorers: [
    { ...decided(), primary: true },
    { ...jsonSimilarity(), primary: false },
    { ...forbiddenTools("delete_order"), primary: false },
    { ...withinLimits({ stepsMax: 4 }), primary: false },
  ],
  limits: { costNanoUsdMax: 10_000_000n },
  gates: [
    { scorer: "decision", against: "baseline", margin: 0.02, onInconclusive: "fail" },
    { scorer: "decision", against: "absolute", margin: 0.5, onInconclusive: "fail" },
  ],
});

/** The agent refunded exactly when it should, and by the tool that is for it. */
function decided() {
  return {
    name: "decision",
    version: "1",
    kind: "binary" as const,
    score: ({ expected, output }: { expected: Answer | undefined; output: Answer }) => ({
      value: Number(output.action === expected?.action && output.cents === expected.cents),
    }),
  };
}

/** A stream of numbers in [0, 1) that is the same for the same text (FNV-1a, then xorshift). */
function seededBy(text: string): () => number {
  let state = 2_166_136_261;
  for (const character of text) state = Math.imul(state ^ character.charCodeAt(0), 16_777_619);
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4_294_967_296;
  };
}
