import { randomBytes, randomInt } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { oddAttributes, oddTimes } from "./poison.ts";

/** A trace that was sent in one request. */
export interface SentBatch {
  traceId: string;
  spans: number;
  /** Null once it was acknowledged: it is not sent again. */
  body: string | null;
}

export const tokensPerSpan = 10;

/** Senders that repeat what was not acknowledged, as exporters do, until it is. */
export interface Load {
  batches: SentBatch[];
  /** What they heard instead of 200, and how often. */
  refusals: Map<string, number>;
  /** Spans acknowledged so far. */
  acknowledged(): number;
  /** Resolves at the next acknowledgement. */
  nextAcknowledgement(): Promise<void>;
  /** Begins nothing new, and waits until all there is was acknowledged, for at most `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

export interface LoadOptions {
  url: string;
  senders: number;
  /** Between a sender's requests. */
  pauseMs: number;
  /** One batch in so many has spans that no honest sender sends; 0: none. */
  oddEvery?: number;
  project?: string;
}

const requestMsMax = 10_000;
const retryMs = 100;

export function startLoad({ oddEvery = 0, pauseMs, senders, url, ...options }: LoadOptions): Load {
  const batches: SentBatch[] = [];
  const refusals = new Map<string, number>();
  const stopping = new AbortController();
  const givenUp = new AbortController();
  let acknowledged = 0;
  let heard = (): void => {};
  const headers = {
    "content-type": "application/json",
    ...(options.project && { "x-spanward-project": options.project }),
  };

  async function sendOnce(batch: SentBatch): Promise<boolean> {
    const said = await fetch(`${url}/v1/traces`, {
      method: "POST",
      headers,
      body: batch.body,
      signal: AbortSignal.any([givenUp.signal, AbortSignal.timeout(requestMsMax)]),
    }).then(
      async (response) => {
        const text = await response.text();
        return response.ok ? null : reasonOf(response.status, text);
      },
      () => "no answer",
    );
    if (said === null) return true;
    if (!givenUp.signal.aborted) refusals.set(said, (refusals.get(said) ?? 0) + 1);
    return false;
  }

  async function send(): Promise<void> {
    for (let count = 1; !stopping.signal.aborted; count += 1) {
      const batch = newBatch(1 + randomInt(20), oddEvery > 0 && count % oddEvery === 0);
      batches.push(batch);
      while (!givenUp.signal.aborted && !(await sendOnce(batch))) await delay(retryMs);
      if (givenUp.signal.aborted) return;
      batch.body = null;
      acknowledged += batch.spans;
      heard();
      await delay(pauseMs);
    }
  }

  const running = Array.from({ length: senders }, send);
  return {
    batches,
    refusals,
    acknowledged: () => acknowledged,
    nextAcknowledgement: () => new Promise((resolve) => (heard = resolve)),
    async stop(graceMs) {
      stopping.abort();
      const timer = setTimeout(() => givenUp.abort(), graceMs);
      await Promise.all(running);
      clearTimeout(timer);
    },
  };
}

/** `429 8 MiB of project …` without what differs each time. */
const reasonOf = (status: number, text: string): string =>
  `${status} ${text
    .replaceAll(/^.*?"message":"|".*$/gs, "")
    .replaceAll(/\d+/g, "n")
    .slice(0, 60)}`;

function newBatch(spans: number, odd: boolean): SentBatch {
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
    attributes: odd ? [...attributes, ...oddAttributes(index)] : attributes,
    ...(odd && oddTimes(index)),
  }));
  const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: list }] }] });
  return { traceId, spans, body };
}
