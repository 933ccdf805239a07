import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const collector = fileURLToPath(new URL("..", import.meta.url));

/**
 * Compiles the server before the tests that start it in processes of their own: each of them begins in a
 * third of the time, and what is tried is what is shipped. That the types are right is another check.
 */
export function setup(): void {
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  spawnSync(process.execPath, [tsc, "-b", collector], { stdio: ["ignore", 2, 2] });
}
