export const logLevels = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof logLevels)[number];

/** What else is known of an event. An `Error` is written with its code and its causes. */
export type LogFields = Record<string, unknown>;

/** Writes one line of JSON for each event. Nothing is logged for each span: that is what metrics are for. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** The same log, with `fields` on every line. */
  child(fields: LogFields): Log;
}

export interface LogOptions {
  /** Lower levels are not written. */
  level: LogLevel;
  /** Receives whole lines, without their end. */
  write?: (line: string) => void;
  now?: () => Date;
}

export function createLog(options: LogOptions, own: LogFields = {}): Log {
  const { level, now = () => new Date(), write = writeToStderr } = options;
  const levelMin = logLevels.indexOf(level);
  const at = (levelOfLine: LogLevel) => (message: string, fields?: LogFields) => {
    if (logLevels.indexOf(levelOfLine) < levelMin) return;
    const line = { time: now().toISOString(), level: levelOfLine, message, ...own, ...fields };
    write(JSON.stringify(line, readable));
  };
  return {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    child: (fields) => createLog(options, { ...own, ...fields }),
  };
}

const writeToStderr = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

function readable(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (!(value instanceof Error)) return value;
  const { cause, message, name, stack } = value;
  const code: unknown = Reflect.get(value, "code");
  return { name, message, ...(isShort(code) && { code }), ...(cause ? { cause } : { stack }) };
}

const isShort = (value: unknown): boolean => typeof value === "string" || typeof value === "number";
