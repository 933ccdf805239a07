import { setImmediate as nextTurn } from "node:timers/promises";
import type { ServerStatus } from "../api/answers/status.ts";
import { type DemoBatch, sendDemo } from "../demo/index.ts";
import type { Log } from "../log.ts";

/** The project that demo traces are in. */
export const demoProject = "demo";

export interface DemoRunnerOptions {
  /** Takes one OTLP request in, as any sender's. @throws when it has to come again later */
  receive: (batch: DemoBatch) => Promise<void>;
  /** Removes all of the project that is queryable. */
  erase: () => Promise<void>;
  log: Log;
  now: () => number;
}

/** Loads and removes the demo data of a running server, one at a time. */
export interface DemoRunner {
  state(): ServerStatus["demo"];
  /** Begins to load, in place of what was loaded before; does nothing while something is under way. */
  load(): void;
  /** Stops loading and removes what is there. */
  remove(): Promise<void>;
  /** Stops what is under way, and leaves what is there. */
  stop(): Promise<void>;
}

export function createDemoRunner({ receive, erase, log, now }: DemoRunnerOptions): DemoRunner {
  let state: ServerStatus["demo"] = { state: "idle", sentTraces: 0, totalTraces: 0, problem: null };
  let running: Promise<void> = Promise.resolve();
  let stopped = false;

  async function run(work: () => Promise<void>): Promise<void> {
    let problem: string | null = null;
    try {
      await work();
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
      log.warn("demo data", { error });
    }
    state = { ...state, state: "idle", problem };
  }

  async function send(): Promise<void> {
    await erase(); // another `now` makes other traces, which would stand beside the old ones
    const feed = async (batch: DemoBatch) => {
      if (stopped) throw new Error("stopped before the end");
      await receive(batch);
      await nextTurn(); // what others send has its turn
    };
    await sendDemo({ now: now() }, feed, ({ traces, tracesTotal }) => {
      state = { ...state, sentTraces: traces, totalTraces: tracesTotal };
    });
  }

  async function stop(): Promise<void> {
    stopped = true;
    await running;
    stopped = false;
  }

  return {
    state: () => state,
    load() {
      if (state.state !== "idle") return;
      state = { state: "loading", sentTraces: 0, totalTraces: 0, problem: null };
      running = run(send);
    },
    async remove() {
      await stop();
      state = { state: "removing", sentTraces: 0, totalTraces: 0, problem: null };
      running = run(erase);
      await running;
      if (state.problem !== null) throw new Error(state.problem);
    },
    stop,
  };
}
