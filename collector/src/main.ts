import { runCommand } from "./commands/run-command.ts";

process.exitCode = await runCommand(process.argv.slice(2), {
  say: (line) => process.stdout.write(`${line}\n`),
  note: (line) => process.stderr.write(`${line}\n`),
  interactive: process.stderr.isTTY,
  redraw: (line) => process.stderr.write(`\r\x1b[K${line}`), // CSI K: erase to the end of the line
});
