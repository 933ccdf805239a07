import type { Log } from "./log.ts";

/** What was opened, to be closed in the reverse order: nothing is closed before what relies on it. */
export interface CloseStack {
  add(name: string, close: () => void | Promise<void>): void;
  /** Closes everything, also what comes after a failure. The second call waits for the first. */
  close(): Promise<void>;
}

export function createCloseStack(log: Log): CloseStack {
  const opened: { name: string; close: () => void | Promise<void> }[] = [];
  let closing: Promise<void> | null = null;
  async function closeAll(): Promise<void> {
    for (const { name, close } of opened.toReversed()) {
      try {
        await close();
      } catch (error) {
        log.error("could not be closed", { name, error });
      }
    }
  }
  return {
    add: (name, close) => opened.push({ name, close }),
    close: () => (closing ??= closeAll()),
  };
}
