// `npm start`: sets up what is missing, then serves. Arguments go to `spanward`: `npm start -- --config x`.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { join } from "node:path";
import { prepare, root } from "./prepare.mjs";

prepare();

const args = process.argv.slice(2);
const isCommand = args.length > 0 && !args[0].startsWith("-");
const spanward = join(root, "collector", "bin", "spanward.cjs");
const server = spawn(process.execPath, [spanward, ...(isCommand ? [] : ["serve"]), ...args], {
  stdio: "inherit",
});

// A terminal signals the whole group, others this process alone. The server takes a signal that comes
// twice within a second for one.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => server.kill(signal));
// When npm is killed it forwards nothing: the server stops with it.
const { ppid } = process;
if (process.env["npm_lifecycle_event"] === "start") {
  setInterval(() => process.ppid === ppid || server.kill("SIGTERM"), 1000).unref();
}
server.on("exit", (code, signal) => {
  process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
});
