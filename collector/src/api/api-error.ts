import { StoreError } from "@spanward/clickhouse";
import type { ErrorHandler } from "hono";
import { z } from "zod";

/** What every request that fails is answered. The message says what to do next. */
export const ErrorAnswer = z.object({
  error: z.object({ code: z.string(), message: z.string() }),
});

/** A request that cannot be answered as it is. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: 400 | 403 | 404 | 409 | 413 | 429;
  readonly code: string;

  constructor(status: 400 | 403 | 404 | 409 | 413 | 429, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** What reports the errors that are nobody's fault but ours. */
export type ReportError = (error: unknown) => void;

/** Answers what a route has thrown. The cause of a fault of ours is reported, not told. */
export const answerError =
  (report: ReportError): ErrorHandler =>
  (error, c) => {
    if (error instanceof ApiError) return c.json(errorOf(error.code, error.message), error.status);
    report(error);
    if (error instanceof StoreError && error.retryable) {
      c.header("retry-after", "2");
      return c.json(errorOf("store_busy", busyMessage(error)), 503);
    }
    return c.json(errorOf("internal", "This is a fault of the server. Its log says more."), 500);
  };

const errorOf = (code: string, message: string) => ({ error: { code, message } });

/** ClickHouse's codes for too much time, memory and rows: waiting alone does not help against them. */
const tooMuch = new Set([158, 159, 241, 396]);

const busyMessage = ({ code }: StoreError): string =>
  code !== null && tooMuch.has(code)
    ? "The question took too much time or memory. Ask for a shorter period or add a filter."
    : "The store cannot be asked just now. Ask again in a few seconds.";
