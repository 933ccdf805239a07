import type { LoopFinding, LoopSettings } from "./loop-settings.ts";

const toolsMax = 256;

interface Streak {
  errorClass: string;
  call: number;
  count: number;
}

/** What a call that was refused before it could run is counted as. */
export type HallucinationClass = "unknown_tool" | "invalid_args";

/**
 * Counts how often each tool failed in a row in the same way with different arguments. The same call
 * tried again is a repeat, and counted as one; an answer ends the streak.
 */
export class ErrorStreaks {
  readonly #streaks = new Map<string, Streak>();

  failed(tool: string, errorClass: string, call: number): void {
    const key = keyOf(tool, errorClass);
    const streak = this.#streaks.get(key);
    if (streak?.errorClass !== errorClass) {
      if (this.#streaks.size < toolsMax || streak !== undefined)
        this.#streaks.set(key, { errorClass, call, count: 1 });
      return;
    }
    // A hallucinated call that is repeated is one more; a call that is retried is not.
    if (streak.call !== call || isHallucination(errorClass)) streak.count += 1;
    streak.call = call;
  }

  answered(tool: string): void {
    if (this.#streaks.size === 0) return;
    this.#streaks.delete(tool);
    this.#streaks.delete(unknownTool);
  }

  /** The streak that a call of this tool would prolong; null when there is none worth telling. */
  find(tool: string, settings: LoopSettings): LoopFinding | null {
    if (this.#streaks.size === 0) return null;
    return this.#judge(this.#streaks.get(tool), settings);
  }

  /** The streak of calls to tools that do not exist. */
  findUnknown(settings: LoopSettings): LoopFinding | null {
    return this.#judge(this.#streaks.get(unknownTool), settings);
  }

  #judge(streak: Streak | undefined, settings: LoopSettings): LoopFinding | null {
    if (streak === undefined) return null;
    const { warn, block } = isHallucination(streak.errorClass)
      ? settings.hallucinated
      : settings.errors;
    if (streak.count < warn) return null;
    const severity = streak.count >= block ? "block" : "warn";
    return { kind: "errors", severity, period: 0, count: streak.count };
  }
}

// A model that makes up tools makes up a new name each time.
const unknownTool = "\0unknown";

function keyOf(tool: string, errorClass: string): string {
  return errorClass === "unknown_tool" ? unknownTool : tool;
}

function isHallucination(errorClass: string): boolean {
  return errorClass === "unknown_tool" || errorClass === "invalid_args";
}
