import { cpuUsOf } from "./cpu-time.ts";

/** Waits until a process does nothing more, merges for example; 20 seconds at most. */
export async function waitUntilIdle(pid: number): Promise<void> {
  for (let waited = 0; waited < 20; waited++) {
    const before = cpuUsOf(pid);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    if (cpuUsOf(pid) - before < idleUsPerSecond) return;
  }
}

const idleUsPerSecond = 150_000;
