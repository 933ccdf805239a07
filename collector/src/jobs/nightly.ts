/** Something that is done once a night while the server runs. */
export interface Nightly {
  /** Waits for what is under way. */
  stop(): Promise<void>;
}

export interface NightlyOptions {
  work: () => Promise<void>;
  onError: (error: unknown) => void;
  now: () => Date;
}

/** Runs `work` every day at three in the morning UTC, when few watch. */
export function startNightly({ work, onError, now }: NightlyOptions): Nightly {
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout;
  const arm = () => {
    timer = setTimeout(run, msUntilThree(now()));
    timer.unref();
  };
  const run = () => {
    running = work().catch(onError);
    arm();
  };
  arm();
  return {
    async stop() {
      clearTimeout(timer);
      await running;
    },
  };
}

const dayMs = 86_400_000;

/** From 1 ms to a whole day. */
export function msUntilThree(now: Date): number {
  const sinceThree = (now.getTime() - 3 * 3_600_000) % dayMs;
  return dayMs - sinceThree;
}
