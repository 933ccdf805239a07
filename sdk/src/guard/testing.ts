import type { PolicyDocument } from "../policy/policy-document.ts";
import type { Clock } from "./clock.ts";
import { createGuard } from "./guard.ts";
import { GuardDenied } from "./guard-denied.ts";
import type { GuardOptions } from "./guard-options.ts";

/** A clock that tests set. Sleepers wake when it is moved past their time. */
export function fakeClock(startMs = 1_000_000): Clock & { move: (ms: number) => Promise<void> } {
  let nowMs = startMs;
  const sleepers = new Set<{ atMs: number; wake: () => void }>();
  return {
    nowMs: () => nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const sleeper = { atMs: nowMs + ms, wake: () => resolve() };
        sleepers.add(sleeper);
        signal.addEventListener("abort", () => {
          sleepers.delete(sleeper);
          reject(new Error("aborted"));
        });
        if (signal.aborted) reject(new Error("aborted"));
      }),
    move: async (ms) => {
      nowMs += ms;
      for (const sleeper of [...sleepers].filter(({ atMs }) => atMs <= nowMs)) {
        sleepers.delete(sleeper);
        sleeper.wake();
      }
      await new Promise(setImmediate);
    },
  };
}

/** A policy of tests that names some tools, and what is added. */
export function testPolicy(more: Partial<PolicyDocument> = {}): PolicyDocument {
  return {
    format: "spanward.policy/1",
    id: "test",
    version: 1,
    tools: { "*": { tier: 1 } },
    limits: { maxSteps: 1_000 },
    ...more,
  };
}

/** A guard of tests, on a fake clock unless another is given. */
export function testGuard(
  options: Partial<GuardOptions> & { rules?: PolicyDocument["rules"] } = {},
) {
  const { rules, ...rest } = options;
  const policy = testPolicy(rules === undefined ? {} : { rules });
  return createGuard({ service: { agentId: "care" }, policy, clock: fakeClock(), ...rest });
}

/** The code of the denial that a promise ends with; "done" when it ends well. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "done";
  } catch (error) {
    if (error instanceof GuardDenied) return error.decision.code;
    throw error;
  }
}

/** A schema with one number, and a tool that gives what it was given. */
export const numberSchema = {
  type: "object",
  required: ["n"],
  properties: { n: { type: "number" } },
} as const;

/** A tool that echoes; `more` changes it. */
export function echoTool(name: string, more: object = {}) {
  return {
    name,
    effect: "read" as const,
    input: numberSchema,
    execute: async (args: unknown): Promise<unknown> => args,
    ...more,
  };
}
