import { setTimeout } from "node:timers/promises";
import { spanward } from "./attributes.ts";
import { quietly } from "./quietly.ts";
import { readState } from "./sdk-state.ts";
import { sendAtExit } from "./send-at-exit.ts";
import type { Settings } from "./settings.ts";
import type { Sender } from "./span-sender.ts";

const signals = ["SIGTERM", "SIGINT", "SIGHUP"] as const;

/**
 * Sends what is left when the process ends, whichever way it does:
 * - by itself: the request keeps it, until it is answered or its time is up;
 * - by a signal nobody else listens to: the rest is sent, then the signal has its usual effect;
 * - by `process.exit()` or an error nobody caught: the rest is sent by a child, which is waited for.
 *
 * The last two are held up for at most `exitDelayMsMax`; nothing is held up when nothing is left, or
 * when the server is known to be away. Gives a function that takes it all back.
 */
export function installExitFlush(sender: Sender, settings: Settings): () => void {
  const { exitDelayMsMax } = settings;
  let asked = false;
  const onBeforeExit = () => {
    // Sending makes the process go on, and end once more: a server that is away is asked only once.
    if (sender.counts().waiting === 0 || (asked && sender.isFailing())) return;
    asked = true;
    void sender.flush();
  };
  const onExit = () => {
    quietly(() => {
      endOpenSpans();
      if (sender.counts().waiting === 0 || sender.isFailing()) return;
      const last = sender.takeRemaining();
      if (last) sendAtExit(last, settings);
    });
  };
  const onSignal = (signal: NodeJS.Signals) => {
    process.removeListener(signal, onSignal);
    const alone = process.listenerCount(signal) === 0;
    if (alone) endOpenSpans();
    void flushWithin(exitDelayMsMax, sender).finally(() => {
      if (alone) process.kill(process.pid, signal);
    });
  };

  process.on("beforeExit", onBeforeExit);
  process.on("exit", onExit);
  // First in line: a listener that is called once has left its place by the time the next one counts.
  for (const signal of signals) process.prependListener(signal, onSignal);
  return () => {
    process.removeListener("beforeExit", onBeforeExit);
    process.removeListener("exit", onExit);
    for (const signal of signals) process.removeListener(signal, onSignal);
  };
}

/** A run that is cut off would otherwise be a trace without its root. */
function endOpenSpans(): void {
  for (const span of readState()?.openSpans ?? []) {
    quietly(() => span.setAttribute(spanward.interrupted, true).end());
  }
  readState()?.openSpans.clear();
}

async function flushWithin(timeMs: number, sender: Sender): Promise<void> {
  const over = new AbortController();
  const time = setTimeout(timeMs, undefined, { signal: over.signal }).catch(() => undefined);
  await Promise.race([time, sender.flush()]);
  over.abort();
}
