import { ConfigError } from "../config.ts";
import { FolderBusyError } from "../control/lock-data-folder.ts";
import { PortError } from "../listen.ts";
import { version } from "../version.ts";
import { type Command, type ExitCode, type Terminal, UsageError } from "./command.ts";

/** Each is loaded when it is asked for: `spanward keys` needs no server. */
const commands: Record<string, () => Promise<Command>> = {
  serve: async () => (await import("./serve.ts")).serveCommand,
  migrate: async () => (await import("./migrate.ts")).migrateCommand,
  demo: async () => (await import("./demo.ts")).demoCommand,
  doctor: async () => (await import("./doctor.ts")).doctorCommand,
  keys: async () => (await import("./keys.ts")).keysCommand,
  eval: async () => (await import("./eval.ts")).evalCommand,
  projects: async () => (await import("./projects.ts")).projectsCommand,
};

/** Runs `spanward <args>` and gives the exit code. Every error ends here, as a sentence. */
export async function runCommand(args: string[], terminal: Terminal): Promise<ExitCode> {
  const [name, ...rest] = args;
  if (name === "--version" || name === "-v") return say(terminal, version);
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    return say(terminal, await help());
  }
  const load = commands[name];
  if (load === undefined) {
    terminal.note(`spanward: there is no command ${name}\n\n${await help()}`);
    return 2;
  }
  const command = await load();
  if (rest.includes("--help") || rest.includes("-h")) {
    return say(terminal, `spanward ${name}: ${command.summary}\n\n${command.usage}`);
  }
  try {
    return await command.run(rest, terminal);
  } catch (error) {
    terminal.note(`spanward ${name}: ${describe(error)}`);
    return couldNotStart(error) ? (command.exitOnMisuse ?? 2) : 1;
  }
}

function say(terminal: Terminal, text: string): ExitCode {
  terminal.say(text);
  return 0;
}

async function help(): Promise<string> {
  const loading = Object.entries(commands).map(
    async ([name, load]) => `  ${name.padEnd(10)}${(await load()).summary}`,
  );
  const list = await Promise.all(loading);
  return [
    `Spanward ${version} watches what AI agents do.`,
    "",
    "Usage: spanward <command> [options]",
    "",
    ...list,
    "",
    "`spanward <command> --help` says more. Settings: docs/configuration.md",
  ].join("\n");
}

/** Whether it was the settings, or what is around, that kept the command from starting. */
const couldNotStart = (error: unknown): boolean =>
  [ConfigError, FolderBusyError, PortError, UsageError].some((kind) => error instanceof kind) ||
  isParseError(error);

/** What Node's parseArgs throws. */
const isParseError = (error: unknown): boolean =>
  error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof ConfigError) {
    const problems = error.message.split("\n").map((problem) => `\n  ${problem}`);
    return `the configuration cannot be used:${problems.join("")}\nSettings: docs/configuration.md`;
  }
  const cause = error.cause === undefined ? "" : ` (${describe(error.cause)})`;
  return `${error.message}${cause}`;
}
