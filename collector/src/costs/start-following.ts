export interface FollowOptions {
  work: () => Promise<unknown>;
  /** Grows when there is something to do. */
  changes: () => number;
  everyMs: number;
  /** For so long after the last change there may still be something to do. */
  afterglowMs: number;
  onError: (error: unknown) => void;
}

/** Even when nothing seems to change, what another process did is seen. */
const idleMsMax = 60_000;

/** Does `work` once at the start, again and again while something changes, and now and then. */
export function startFollowing({ afterglowMs, changes, everyMs, onError, work }: FollowOptions) {
  let stopped = false;
  let seen = -1;
  let idleMs = 0;
  let running: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout;
  const turn = async () => {
    const now = changes();
    idleMs = now === seen ? idleMs + everyMs : 0;
    if (idleMs > afterglowMs && idleMs % idleMsMax >= everyMs) return;
    try {
      await work();
      seen = now;
    } catch (error) {
      idleMs = 0;
      seen = -1;
      onError(error);
    }
  };
  const arm = (delayMs: number) => {
    timer = setTimeout(() => {
      running = turn().finally(() => {
        if (!stopped) arm(everyMs);
      });
    }, delayMs);
    timer.unref();
  };
  arm(0);
  return {
    /** Waits for what is under way. */
    async stop(): Promise<void> {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
