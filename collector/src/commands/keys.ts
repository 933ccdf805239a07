import { parseArgs } from "node:util";
import type { Config } from "../config.ts";
import type { ApiKey, ControlStore } from "../control/control-store.ts";
import { openControlStore } from "../control/open-control-store.ts";
import { ProjectId } from "../project-id.ts";
import { loadConfig } from "../settings/load-config.ts";
import { type Command, type ExitCode, type Terminal, UsageError } from "./command.ts";
import { printTable } from "./print-table.ts";

/** `spanward keys`: who may send and read. Works beside a running server, which learns of it in seconds. */
export const keysCommand: Command = {
  summary: "create, list and revoke API keys",
  usage: `Usage: spanward keys create [--project NAME] [--name TEXT]
       spanward keys list
       spanward keys revoke ID

  --project NAME  the project the key opens (default: default)
  --name TEXT     what the key is for, such as "ci" (default: the project)
  --config FILE   settings to read instead of ./spanward.json

With the first key, the server stops answering without one, also on this machine.`,

  async run(args, terminal) {
    const { positionals, values } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        config: { type: "string" },
        project: { type: "string", default: "default" },
        name: { type: "string" },
      },
    });
    const [action = "", id, ...more] = positionals;
    if (more.length > 0) throw new UsageError(`unexpected argument ${more.join(" ")}`);
    const config: Config = await loadConfig(values.config);
    const store = await openControlStore(config.dataDir);
    try {
      if (action === "create") return await create(store, values, terminal);
      if (action === "list") return await list(store, terminal);
      if (action === "revoke") return await revoke(store, id, terminal);
      throw new UsageError("say create, list or revoke. More: spanward keys --help");
    } finally {
      await store.close();
    }
  },
};

interface KeyRequest {
  project: string;
  name?: string | undefined;
}

async function create(
  store: ControlStore,
  request: KeyRequest,
  terminal: Terminal,
): Promise<ExitCode> {
  const project = ProjectId.safeParse(request.project);
  if (!project.success) throw new UsageError(`--project: ${project.error.issues[0]?.message}`);
  const { key, record } = await store.addKey({
    project: project.data,
    name: request.name ?? project.data,
  });
  terminal.note(`Key ${record.id} for project ${record.project}. It is shown this once:\n`);
  terminal.say(key);
  terminal.note(`\nSend it with every request:
  OTEL_EXPORTER_OTLP_HEADERS="authorization=Bearer ${key}"`);
  return 0;
}

async function list(store: ControlStore, terminal: Terminal): Promise<ExitCode> {
  const keys = await store.listKeys();
  if (keys.length === 0) terminal.note("There are no keys. Create one with: spanward keys create");
  else {
    const head = ["id", "project", "name", "key", "created", "last used", "state"];
    for (const line of printTable([head, ...keys.map(cellsOf)])) terminal.say(line);
  }
  return 0;
}

const cellsOf = (key: ApiKey): string[] => [
  key.id,
  key.project,
  key.name,
  `${key.prefix}…`,
  minute(key.createdAt),
  key.lastUsedAt === null ? "never" : minute(key.lastUsedAt),
  key.revokedAt === null ? "good" : `revoked ${minute(key.revokedAt)}`,
];

/** `2026-11-22T18:49:55.123Z` → `2026-11-22 18:49` */
const minute = (instant: string): string => instant.slice(0, 16).replace("T", " ");

async function revoke(
  store: ControlStore,
  id: string | undefined,
  terminal: Terminal,
): Promise<ExitCode> {
  if (id === undefined) throw new UsageError("say which: spanward keys revoke ID");
  if (!(await store.revokeKey(id))) {
    terminal.note(`No key that is good has the id ${id}. List them with: spanward keys list`);
    return 1;
  }
  terminal.say(`Key ${id} is revoked. A running server refuses it within two seconds.`);
  return 0;
}
