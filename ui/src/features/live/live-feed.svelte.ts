import type { LiveNews, LiveTrace } from "spanward/answers/live";
import { SvelteMap } from "svelte/reactivity";

/** Rows kept; older ones give way. */
const rowsMax = 500;
const retryMs = 3000;

type State = "connecting" | "open" | "lost";

/** What the server tells of traces as they come in, for one project and search. Belongs to one component. */
export class LiveFeed {
  readonly #rows = new SvelteMap<string, LiveTrace>();
  #held: LiveNews[] = [];
  #paused = $state(false);
  #source: EventSource | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #lastId = "";
  state = $state.raw<State>("connecting");
  /** Changes that came while paused. */
  heldChanges = $state(0);
  missed = $state(0);
  hasGap = $state(false);
  rates = $state.raw({ spansPerSecond: 0, tracesPerSecond: 0 });
  /** How far the server's clock is ahead of this one, in ms: running traces grow by the server's. */
  clockAheadMs = $state(0);

  /** Newest start first, so that rows stay where they are as they grow. */
  readonly rows: LiveTrace[] = $derived(
    [...this.#rows.values()].toSorted((one, other) =>
      one.startTime === other.startTime ? 0 : one.startTime < other.startTime ? 1 : -1,
    ),
  );

  get paused(): boolean {
    return this.#paused;
  }

  /** Follows what an address of the server tells. The answer ends it. */
  follow(url: string): () => void {
    this.#rows.clear();
    this.#held = [];
    this.heldChanges = 0;
    this.missed = 0;
    this.hasGap = false;
    this.#lastId = "";
    this.#connect(url);
    return () => {
      clearTimeout(this.#retry);
      this.#source?.close();
    };
  }

  pause(): void {
    this.#paused = true;
  }

  /** Shows what came meanwhile, and goes on. */
  resume(): void {
    this.#paused = false;
    for (const news of this.#held) this.#take(news);
    this.#held = [];
    this.heldChanges = 0;
  }

  clear(): void {
    this.#rows.clear();
    this.missed = 0;
    this.hasGap = false;
  }

  #connect(url: string): void {
    const source = new EventSource(url);
    this.#source = source;
    source.addEventListener("open", () => (this.state = "open"));
    source.addEventListener("news", (event: MessageEvent<string>) => {
      this.#lastId = event.lastEventId;
      const news: LiveNews = JSON.parse(event.data);
      this.clockAheadMs = Date.parse(news.now) - Date.now();
      this.rates = news;
      if (this.#paused) this.#hold(news);
      else this.#take(news);
    });
    source.addEventListener("error", () => {
      this.state = this.#lastId === "" ? "connecting" : "lost";
      if (source.readyState !== EventSource.CLOSED) return; // it connects again by itself
      this.state = "lost";
      this.#retry = setTimeout(() => this.#connect(url), retryMs);
    });
  }

  #hold(news: LiveNews): void {
    this.heldChanges += news.traces.length;
    this.#held.push(news);
    const [oldest] = this.#held;
    if (this.#held.length <= rowsMax || !oldest) return;
    this.#held.shift();
    this.missed += oldest.traces.length;
  }

  #take(news: LiveNews): void {
    this.missed += news.missed;
    this.hasGap ||= news.hasGap;
    for (const trace of news.traces) this.#rows.set(trace.traceId, trace);
    for (const { traceId } of this.rows.slice(rowsMax)) this.#rows.delete(traceId);
  }
}
