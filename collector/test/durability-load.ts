import { randomBytes, randomInt } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { sendTrace } from "./traces.ts";

/** A batch that was sent: one trace, whose spans all have the same number of tokens. */
export interface Batch {
  traceId: string;
  spans: number;
  body: string;
  /** Whether a 200 was heard. Without one it may be there or not, but only as a whole. */
  acknowledged: boolean;
}

export const tokensPerSpan = 10;

/** Senders that go on until they are stopped, or nobody answers any more. */
export interface Load {
  batches: Batch[];
  /** Answers that were no 200. */
  refusals: number[];
  stop(): Promise<void>;
}

/** Starts `senders` of them, each with one request under way at a time. */
export function startLoad(url: string, senders: number): Load {
  const batches: Batch[] = [];
  const refusals: number[] = [];
  const stopping = new AbortController();
  const send = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const batch = newBatch(1 + randomInt(20));
      batches.push(batch);
      const status = await sendTrace(url, batch.body).then(
        async (response) => {
          await response.arrayBuffer();
          return response.status;
        },
        () => null, // the server is gone
      );
      if (status === null) return;
      batch.acknowledged = status === 200;
      if (status !== 200) refusals.push(status);
      await delay(5); // the point is what is under way, not how much
    }
  };
  const running = Array.from({ length: senders }, send);
  return {
    batches,
    refusals,
    async stop() {
      stopping.abort();
      await Promise.all(running);
    },
  };
}

function newBatch(spans: number): Batch {
  const traceId = randomBytes(16).toString("hex");
  const start = BigInt(Date.now()) * 1_000_000n;
  const attributes = [
    { key: "gen_ai.operation.name", value: { stringValue: "chat" } },
    { key: "gen_ai.request.model", value: { stringValue: "gpt-5" } },
    { key: "gen_ai.usage.input_tokens", value: { intValue: String(tokensPerSpan) } },
    { key: "gen_ai.input.messages", value: { stringValue: randomBytes(500).toString("hex") } },
  ];
  const list = Array.from({ length: spans }, (_, index) => ({
    traceId,
    spanId: (index + 1).toString(16).padStart(16, "0"),
    name: "chat gpt-5",
    startTimeUnixNano: String(start + BigInt(index)),
    endTimeUnixNano: String(start + BigInt(index) + 1_000_000n),
    attributes,
  }));
  const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: list }] }] });
  return { traceId, spans, body, acknowledged: false };
}
