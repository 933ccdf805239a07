import { parseArgs } from "node:util";
import { createLog } from "../log.ts";
import { loadConfig } from "../settings/load-config.ts";
import { openStorage } from "../storage.ts";
import type { Command } from "./command.ts";

/** `spanward migrate`: brings the tables up to date without serving. `serve` does the same at its start. */
export const migrateCommand: Command = {
  summary: "bring the tables up to date without serving",
  usage: `Usage: spanward migrate [--config FILE]

  --config FILE  settings to read instead of ./spanward.json

serve does the same when it starts. Use this before several servers start on one ClickHouse cluster.`,

  async run(args, terminal) {
    const { values } = parseArgs({ args, options: { config: { type: "string" } } });
    const config = await loadConfig(values.config);
    const storage = await openStorage(config, createLog({ level: config.logLevel }));
    try {
      const { applied } = storage;
      for (const name of applied) terminal.say(`applied ${name}`);
      if (applied.length === 0) terminal.say("The tables are up to date.");
      return 0;
    } finally {
      await storage.close();
    }
  },
};
