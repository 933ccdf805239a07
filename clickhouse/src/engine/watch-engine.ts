import type { Endpoint } from "./endpoint.ts";

/** How long the engine may take before it counts as hung. */
export interface Patience {
  /** To say that its process lives. */
  pingMsMax: number;
  /** To answer the smallest question; that all its places are taken is an answer too. */
  queryMsMax: number;
}

export interface WatchOptions extends Patience {
  endpoint: Endpoint;
  /** Called once, with what it did not do. */
  onHang: (what: string) => void;
}

/** Asks the engine again and again whether it is there. Gives what ends that. */
export function watchEngine(options: WatchOptions): () => void {
  const { endpoint, onHang, pingMsMax, queryMsMax } = options;
  const { password, url, username } = endpoint;
  const over = new AbortController();
  const watch = async (question: Question): Promise<void> => {
    const silent = await askUntilSilent(question, over.signal);
    if (!silent || over.signal.aborted) return;
    over.abort();
    onHang(`${question.name} was not answered within ${question.msMax} ms, ${missesMax} times`);
  };
  void watch({ name: "a ping", url: `${url}/ping`, headers: {}, msMax: pingMsMax });
  const headers = { "X-ClickHouse-User": username, "X-ClickHouse-Key": password };
  const query = `${url}/?query=SELECT%201`;
  void watch({ name: "a query", url: query, headers, msMax: queryMsMax });
  return () => over.abort();
}

interface Question {
  name: string;
  url: string;
  headers: Record<string, string>;
  msMax: number;
}

/**
 * One is not enough: this process may have been stopped itself, by a debugger or a lid, and then it is not
 * the engine that is late.
 */
const missesMax = 3;

/** True when so many questions in a row got no answer; false when it is over. */
async function askUntilSilent(question: Question, over: AbortSignal): Promise<boolean> {
  for (let misses = 0; misses < missesMax;) {
    misses = (await isAnswered(question, over)) ? 0 : misses + 1;
    await pause(question.msMax / 2, over);
    if (over.aborted) return false;
  }
  return true;
}

async function isAnswered({ headers, msMax, url }: Question, over: AbortSignal): Promise<boolean> {
  try {
    const signal = AbortSignal.any([over, AbortSignal.timeout(msMax)]);
    const response = await fetch(url, { headers, signal });
    await response.arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

function pause(ms: number, over: AbortSignal): Promise<void> {
  if (over.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      over.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms).unref();
    over.addEventListener("abort", end);
  });
}
