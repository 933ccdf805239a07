/** An error in ClickHouse's own terms: what the HTTP interface answers with. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly code: number;
  readonly type: string;

  constructor(message: string, error: { code: number; type: string; cause?: unknown }) {
    super(message, { cause: error.cause });
    this.code = error.code;
    this.type = error.type;
  }
}

/** @throws nothing: an error whose text is not ClickHouse's becomes UNKNOWN_EXCEPTION. */
export function readEngineError(cause: unknown): EngineError {
  if (cause instanceof EngineError) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  const match = /Code: (\d+)\. DB::Exception: ([\s\S]*?)\s*\(([A-Z][A-Z0-9_]{2,})\)\s*$/.exec(text);
  const [, code = "1002", message = text, type = "UNKNOWN_EXCEPTION"] = match ?? [];
  return new EngineError(message, { code: Number(code), type, cause });
}

/** After such an error the engine refuses everything: only a new process helps. */
export function isFatal({ code, message }: EngineError): boolean {
  return code === 236 && /shutting down|fatal/i.test(message);
}

/** What the embedded engine leaves to a server is refused by its name. */
export function notSupported(what: string): EngineError {
  const message = `${what} is not supported by the embedded engine`;
  return new EngineError(message, { code: 48, type: "NOT_IMPLEMENTED" });
}

/**
 * The HTTP status of an error code, as the server's own.
 * Source: ClickHouse src/Server/HTTP/exceptionCodeToHTTPStatus.cpp
 */
export function httpStatusOf(code: number): number {
  return statuses.find(([codes]) => codes.includes(code))?.[1] ?? 500;
}

const statuses: [codes: number[], status: number][] = [
  [[194], 401], // REQUIRED_PASSWORD
  [[192, 193, 497, 516], 403], // UNKNOWN_USER, WRONG_PASSWORD, ACCESS_DENIED, AUTHENTICATION_FAILED
  [[27, 36, 38, 41, 42, 43, 53, 62, 69, 70, 72, 117, 130], 400], // cannot parse, bad arguments, wrong types
  [[46, 47, 50, 56, 60, 81, 115, 456], 404], // unknown function, identifier, type, table, database, setting
  [[425], 413], // QUERY_IS_TOO_LARGE
  [[48], 501], // NOT_IMPLEMENTED
  [[202, 203, 209], 503], // TOO_MANY_SIMULTANEOUS_QUERIES, NO_FREE_CONNECTION, SOCKET_TIMEOUT
  [[159], 408], // TIMEOUT_EXCEEDED
];
