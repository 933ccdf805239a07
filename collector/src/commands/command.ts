/** Where a command writes to. What it was asked for goes to `say`, everything else to `note`. */
export interface Terminal {
  say(line: string): void;
  note(line: string): void;
  /** People are watching: progress may be drawn over and over. */
  interactive: boolean;
  /** Replaces the last line that was drawn, for those who watch. */
  redraw(line: string): void;
}

/**
 * 0: done. 1: failed. 2: could not start, because of its arguments or settings. The others have the
 * meaning that a command's help gives them.
 */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 130;

/** One word after `spanward`. */
export interface Command {
  summary: string; // half a line, for the list of commands
  usage: string; // the help, without the summary
  /** Instead of 2, where the command gives that another meaning. */
  exitOnMisuse?: ExitCode;
  run(args: string[], terminal: Terminal): Promise<ExitCode>;
}

/** The command line makes no sense. The message says what would. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
