import { parseArgs } from "node:util";
import { z } from "zod";
import type { ControlStore } from "../control/control-store.ts";
import { openControlStore } from "../control/open-control-store.ts";
import { ProjectId } from "../project-id.ts";
import { loadConfig } from "../settings/load-config.ts";
import { type Command, type Terminal, UsageError } from "./command.ts";
import { printTable } from "./print-table.ts";

/** `spanward projects`: which there are, and how long each is kept. */
export const projectsCommand: Command = {
  summary: "list projects, and keep one for fewer days than others",
  usage: `Usage: spanward projects list
       spanward projects keep NAME DAYS|default

  --config FILE  settings to read instead of ./spanward.json

What is older than DAYS is erased every night, spans and content alike. More days than the server keeps
(retention.spanDays) are the server's.`,

  async run(args, terminal) {
    const { positionals, values } = parseArgs({
      args,
      allowPositionals: true,
      options: { config: { type: "string" } },
    });
    const config = await loadConfig(values.config);
    const store = await openControlStore(config.dataDir);
    try {
      const [action, name, days] = positionals;
      if (action === "list") await list(store, config.retention.spanDays, terminal);
      else if (action === "keep") terminal.say(await keep(store, name, days));
      else throw new UsageError("say list or keep. More: spanward projects --help");
      return 0;
    } finally {
      await store.close();
    }
  },
};

async function list(store: ControlStore, keptDays: number, terminal: Terminal): Promise<void> {
  const projects = await store.listProjects();
  const rows = projects.map(({ id, retentionDays, createdAt }) => [
    id,
    `${Math.min(retentionDays ?? keptDays, keptDays)} days`,
    createdAt.slice(0, 10),
  ]);
  for (const line of printTable([["project", "kept for", "since"], ...rows])) terminal.say(line);
}

const Days = z.union([z.literal("default"), z.coerce.number<string>().int().min(1).max(3650)]);

async function keep(store: ControlStore, name: string | undefined, text: string | undefined) {
  const id = ProjectId.safeParse(name);
  const days = Days.safeParse(text);
  if (!id.success || !days.success) throw new UsageError("say: spanward projects keep NAME DAYS");
  const kept = days.data === "default" ? null : days.data;
  await store.keepProject({ id: id.data, days: kept });
  return `Project ${id.data} is kept for ${kept === null ? "as long as others" : `${kept} days`}, from tonight.`;
}
