/** What becomes of a call that failed on its way, not by what it was asked. */
export type TransportProblem = "overloaded" | "unreachable";

const codes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EAI_AGAIN",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
  "UND_ERR_SOCKET",
]);

/**
 * Tells a failure of the transport, which is worth another try, from one of the task. It goes by what the
 * clients of model providers and Node's fetch put on their errors: an HTTP `status` or `statusCode`, or a
 * system `code`, also of the `cause`. null: not the transport's.
 */
export function transportProblem(error: unknown): TransportProblem | null {
  if (typeof error !== "object" || error === null) return null;
  const status = numberIn(error, "status") ?? numberIn(error, "statusCode");
  if (status === 429 || status === 529) return "overloaded";
  if (status === 408 || (status !== null && status >= 500)) return "unreachable";
  const code: unknown = Reflect.get(error, "code");
  if (typeof code === "string" && codes.has(code)) return "unreachable";
  const cause: unknown = Reflect.get(error, "cause");
  return cause === error ? null : transportProblem(cause);
}

function numberIn(value: object, key: string): number | null {
  const found: unknown = Reflect.get(value, key);
  return typeof found === "number" ? found : null;
}
