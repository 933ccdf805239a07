import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const bin = fileURLToPath(new URL("../bin/spanward.cjs", import.meta.url));

/** A `spanward` that runs, as it is shipped, in a process of its own. */
export interface Spanward {
  process: ChildProcess;
  stdout: string;
  stderr: string;
  /** Resolves when its output holds a match, with what the first group caught. */
  said(pattern: RegExp): Promise<string>;
  /** The exit code, or the signal it died of. */
  ended: Promise<number | string>;
}

/** Starts `spanward <args>`. Of the environment it gets what a shell would give, and `env`. */
export function startSpanward(args: string[], env: Record<string, string> = {}): Spanward {
  const { HOME, PATH, TMPDIR } = process.env;
  const given = Object.entries({ HOME, PATH, TMPDIR }).filter(([, value]) => value !== undefined);
  const child = spawn(process.execPath, [bin, ...args], {
    env: { ...Object.fromEntries(given), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const spanward: Spanward = {
    process: child,
    stdout: "",
    stderr: "",
    said: (pattern) => waitFor(spanward, pattern),
    ended: once(child, "close").then(
      ([code, signal]: (number | string | null)[]) => code ?? signal ?? "",
    ),
  };
  child.stdout.on("data", (chunk: Buffer) => (spanward.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (spanward.stderr += chunk.toString()));
  return spanward;
}

/** Runs `spanward <args>` to its end. */
export async function runSpanward(args: string[], env: Record<string, string> = {}) {
  const spanward = startSpanward(args, env);
  const code = await spanward.ended;
  return { code, stdout: spanward.stdout, stderr: spanward.stderr };
}

async function waitFor(spanward: Spanward, pattern: RegExp): Promise<string> {
  let over = false;
  void spanward.ended.then(() => (over = true));
  for (;;) {
    const found = pattern.exec(spanward.stdout + spanward.stderr);
    if (found) return found[1] ?? found[0];
    if (over) throw new Error(`it ended and never said ${pattern}:\n${spanward.stderr}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
