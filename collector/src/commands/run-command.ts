import { ConfigError } from "../config.ts";
import { version } from "../version.ts";
import { type Command, type ExitCode, type Terminal, UsageError } from "./command.ts";
import { demoCommand } from "./demo.ts";
import { doctorCommand } from "./doctor.ts";
import { keysCommand } from "./keys.ts";
import { migrateCommand } from "./migrate.ts";
import { projectsCommand } from "./projects.ts";
import { serveCommand } from "./serve.ts";

const commands: Record<string, Command> = {
  serve: serveCommand,
  migrate: migrateCommand,
  demo: demoCommand,
  doctor: doctorCommand,
  keys: keysCommand,
  projects: projectsCommand,
};

/** Runs `spanward <args>` and gives the exit code. Every error ends here, as a sentence. */
export async function runCommand(args: string[], terminal: Terminal): Promise<ExitCode> {
  const [name, ...rest] = args;
  if (name === "--version" || name === "-v") return say(terminal, version);
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    return say(terminal, help());
  }
  const command = commands[name];
  if (command === undefined) {
    terminal.note(`spanward: there is no command ${name}\n\n${help()}`);
    return 2;
  }
  if (rest.includes("--help") || rest.includes("-h")) {
    return say(terminal, `spanward ${name}: ${command.summary}\n\n${command.usage}`);
  }
  try {
    return await command.run(rest, terminal);
  } catch (error) {
    terminal.note(`spanward ${name}: ${describe(error)}`);
    return isUsage(error) ? 2 : 1;
  }
}

function say(terminal: Terminal, text: string): ExitCode {
  terminal.say(text);
  return 0;
}

function help(): string {
  const list = Object.entries(commands).map(
    ([name, { summary }]) => `  ${name.padEnd(10)}${summary}`,
  );
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

const isUsage = (error: unknown): boolean =>
  error instanceof ConfigError || error instanceof UsageError || isParseError(error);

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
