import { z } from "zod";
import type { Terminal } from "./command.ts";

const Line = z.looseObject({ time: z.string(), level: z.string(), message: z.string() });

/** Turns the log's lines of JSON into `19:05:01 warn cannot flush a segment backOffMs=200`. */
export const writeForPeople =
  (terminal: Terminal) =>
  (json: string): void => {
    const { level, message, time, ...fields } = Line.parse(JSON.parse(json));
    const rest = Object.entries(fields).map(([name, value]) => `${name}=${shorten(value)}`);
    terminal.note([time.slice(11, 19), level.padEnd(5), message, ...rest].join(" "));
  };

/** Of an error its message is enough here; the whole of it is in the log when that goes to a file. */
function shorten(value: unknown): string {
  const problem = z.object({ message: z.string() }).safeParse(value);
  const text = problem.success ? problem.data.message : JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
