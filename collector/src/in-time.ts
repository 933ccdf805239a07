import { setTimeout as sleep } from "node:timers/promises";

const msMax = 3000;

/** What hangs is no better than what fails. @throws what `work` throws, or that it is late */
export async function inTime(name: string, work: Promise<void>): Promise<void> {
  const late = sleep(msMax, `${name} did not answer within ${msMax} ms`, { ref: false });
  const problem = await Promise.race([work, late]);
  if (problem !== undefined) throw new Error(problem);
}
