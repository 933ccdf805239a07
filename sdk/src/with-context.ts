import { context } from "@opentelemetry/api";
import { quietly } from "./quietly.ts";
import { addToBaggage, type RunContext } from "./run-context.ts";

/**
 * Runs `work` so that every span begun inside it says whose run it is: those of this package, those of
 * other instrumentations, across `await`, and, where W3C baggage is propagated, in the processes that
 * are called. Inner contexts add to outer ones and win over them.
 *
 * Baggage travels in the headers of outgoing requests if the HTTP client is instrumented; do not put
 * into it what the services you call must not see.
 *
 * @example
 * await withContext({ businessUnit: "Retail", useCase: "refunds", sessionId: "s-1" }, () =>
 *   agent("refund-agent", () => answer(question)),
 * );
 */
export function withContext<Result>(run: RunContext, work: () => Result): Result {
  let inside = context.active();
  quietly(() => {
    inside = addToBaggage(inside, run);
  });
  return context.with(inside, work);
}
