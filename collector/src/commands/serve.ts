import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Config } from "../config.ts";
import { createLog, type Log } from "../log.ts";
import { openServer, type RunningServer } from "../server.ts";
import { loadConfig } from "../settings/load-config.ts";
import { version } from "../version.ts";
import type { Command, Terminal } from "./command.ts";
import { writeForPeople } from "./write-for-people.ts";

/** `spanward serve`: receives, stores and shows, until it is told to stop. */
export const serveCommand: Command = {
  summary: "receive traces, store them and show them",
  usage: `Usage: spanward serve [--config FILE]

  --config FILE  settings to read instead of ./spanward.json

SIGTERM or Ctrl-C stops it: what was accepted is stored first. A second one stops it at once; what is
then not stored is on disk, and is stored at the next start.`,

  async run(args, terminal) {
    const { values } = parseArgs({ args, options: { config: { type: "string" } } });
    const config = await loadConfig(values.config);
    const log = createLog({
      level: config.logLevel,
      ...(process.stderr.isTTY && { write: writeForPeople(terminal) }),
    });
    const stop = listenForStop();
    const server = await openServer(config, { log });
    greet(server, config, terminal);
    log.info("listening", { url: server.url, grpc: server.grpcUrl, dataDir: config.dataDir });
    await stop;
    terminal.note("Stopping: what was accepted is stored first. Once more to stop at once.");
    stopAtOnceOnSignal(log);
    await server.close();
    log.info("stopped");
    return 0;
  },
};

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Resolves at the first signal. It is listened for before anything is opened that must be closed. */
function listenForStop(): Promise<void> {
  return new Promise((stop) => {
    for (const signal of signals) process.once(signal, () => stop());
  });
}

/** A terminal signals every process of a group, and npm its child once more: that is one signal. */
const sameSignalMs = 1000;

function stopAtOnceOnSignal(log: Log): void {
  const since = performance.now();
  for (const signal of signals) {
    process.on(signal, () => {
      if (performance.now() - since < sameSignalMs) return;
      log.warn("stopped at once; what is not stored is on disk", { signal });
      process.exit(1);
    });
  }
}

function greet(server: RunningServer, config: Config, terminal: Terminal): void {
  const grpc = server.grpcUrl === null ? "" : ` and ${server.grpcUrl} (gRPC)`;
  const access = server.guarded()
    ? "by API key"
    : "from this machine only, without a key; for others: spanward keys create";
  terminal.say(`
  Spanward ${version}

  Open        ${server.url}
  Send OTLP   ${server.otlpUrl} (HTTP)${grpc}
  Access      ${access}
  Data        ${resolve(config.dataDir)}, ${server.engine}

  Next: point an agent at it, OTEL_EXPORTER_OTLP_ENDPOINT=${server.otlpUrl}
        or look at demo data, npx spanward demo
`);
}
