import {
  allTime,
  noFilter,
  type RunningSpan,
  type Store,
  type TraceAggregate,
  type TraceCondition,
} from "@spanward/clickhouse";
import type { LiveTrace } from "../api/answers/live.ts";
import { formatInstant } from "../api/instant.ts";
import { summarizeTrace } from "../api/trace-summary.ts";
import { Follower } from "./follower.ts";

/** Which traces somebody follows. */
export interface Following {
  project: string;
  conditions: readonly TraceCondition[];
  /** What the conditions were read from: those with the same text are asked for together. */
  text: string;
}

export interface LiveTailOptions {
  store: Pick<Store, "changedTraces" | "tracesNow">;
  clock: () => number; // Unix milliseconds
  /** How long what was received may still wait to be stored. */
  waitingMs: () => number;
  onError: (error: unknown) => void;
  lookMs?: number; // between two looks
}

/** How many may follow at once, on one server. */
export const followersMax = 100;

/** How far back a follower is told what came before it, or while it was away. */
const lookBackMsMax = 300_000;
/** Spans are stored somewhat later than they are received, and servers' clocks differ. */
const overlapMs = 10_000;
const rateMs = 5000;
/** Traces looked at in one look. */
const changesMax = 500;
/** A look may take a fifth of the time: a busy store is asked less often, but not forgotten. */
const restFactor = 4;
const restMsMax = 5000;

/**
 * Tells followers what comes in. It asks the store once a second, for all who follow a project, which
 * traces got spans, and how they are now; while nobody follows it asks nothing.
 *
 * Listening to what this server accepts would be quicker by the second or two until a span is stored, but
 * it would know neither what another server on the same database accepted, nor what came before a restart,
 * nor which of two copies of a span stands. What is told here is what the list shows.
 */
export class LiveTail {
  readonly #options: Required<LiveTailOptions>;
  readonly #followers = new Map<Follower, Following>();
  #looking: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(options: LiveTailOptions) {
    this.#options = { lookMs: 1000, ...options };
  }

  /**
   * Begins to follow, from a moment on as far as that is not too long ago. Whoever follows closes it.
   * Null: too many do already, or the server is stopping.
   */
  follow(following: Following, sinceUnixMs: number | null): Follower | null {
    if (this.#isClosed || this.#followers.size >= followersMax) return null;
    const now = this.#options.clock();
    const earliest = now - lookBackMsMax;
    const follower = new Follower({
      sinceUnixMs: Math.min(now, Math.max(sinceUnixMs ?? earliest, earliest)),
      isResumed: sinceUnixMs !== null,
      hasGap: sinceUnixMs !== null && sinceUnixMs < earliest,
    });
    this.#followers.set(follower, following);
    this.#plan(0);
    return follower;
  }

  get followers(): number {
    return this.#followers.size;
  }

  /** Nobody is told anything any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer) clearTimeout(this.#timer);
    for (const follower of this.#followers.keys()) follower.close();
    await this.#looking;
  }

  #plan(ms: number): void {
    if (this.#looking || this.#isClosed) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#looking = this.#look();
    }, ms);
  }

  async #look(): Promise<void> {
    const started = performance.now();
    for (const follower of this.#followers.keys())
      if (follower.isClosed) this.#followers.delete(follower);
    try {
      const now = this.#options.clock();
      for (const group of groupsOf(this.#followers, ({ project }, { reachedUnixMs }) =>
        JSON.stringify([project, reachedUnixMs]),
      )) {
        await this.#tell(group, now);
      }
    } catch (error) {
      this.#options.onError(error); // the next look reaches as far back as this one
    }
    this.#looking = null;
    const took = performance.now() - started;
    if (this.#followers.size > 0)
      this.#plan(Math.max(this.#options.lookMs, Math.min(restMsMax, restFactor * took)));
  }

  /** Tells followers of one project who have all been told as much. */
  async #tell(group: Group, now: number): Promise<void> {
    const { store, waitingMs } = this.#options;
    const [[follower, { project }]] = group;
    const { reachedUnixMs } = follower;
    const changes = await store.changedTraces({
      project,
      sinceUnixMs: reachedUnixMs - overlapMs - waitingMs(),
      freshUnixMs: reachedUnixMs,
      recentUnixMs: now - rateMs,
      limit: changesMax,
    });
    const { freshTraces, recentSpans, recentTraces, traceIds } = changes;
    const perSecond = (count: number) => (count * 1000) / rateMs;
    const rates = {
      spansPerSecond: perSecond(recentSpans),
      tracesPerSecond: perSecond(recentTraces),
    };
    for (const alike of groupsOf(group, ({ text }) => text)) {
      const filter = { ...noFilter, conditions: alike[0][1].conditions };
      const seen = await store.tracesNow({ project, ...allTime, traceIds, filter });
      const traces = liveTraces(seen);
      const unseen = Math.max(0, freshTraces - changesMax);
      for (const [each] of alike) each.offer({ traces, unseen, rates, reachedUnixMs: now });
    }
  }
}

type Entry = readonly [Follower, Following];
type Group = readonly [Entry, ...Entry[]];

function groupsOf(
  entries: Iterable<Entry>,
  keyOf: (following: Following, follower: Follower) => string,
): Group[] {
  const groups = new Map<string, [Entry, ...Entry[]]>();
  for (const entry of entries) {
    const [follower, following] = entry;
    const key = keyOf(following, follower);
    const group = groups.get(key);
    if (group) group.push(entry);
    else groups.set(key, [entry]);
  }
  return [...groups.values()];
}

function liveTraces(now: { traces: TraceAggregate[]; running: RunningSpan[] }): LiveTrace[] {
  return now.traces
    .toSorted((one, other) => Number(one.startUnixNano - other.startUnixNano))
    .map((trace) => ({
      ...summarizeTrace(trace),
      running: now.running
        .filter(({ traceId }) => traceId === trace.traceId)
        .map(({ agent, kind, name, spanId, startUnixNano }) => ({
          spanId,
          kind,
          name,
          agent,
          startTime: formatInstant(startUnixNano),
        })),
      runningCount: trace.pendingCount,
    }));
}
