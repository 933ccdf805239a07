import { context } from "@opentelemetry/api";
import type { BreakerPermit } from "../breakers/dependency-breaker.ts";
import type { Account, Amount, Hold } from "../budgets/budget-book.ts";
import { model as modelSpan } from "../model.ts";
import { ModelAnswer } from "../model-answer.ts";
import { observeStream } from "../observe-stream.ts";
import { nanoFromUsd } from "../policy/money.ts";
import { quietly } from "../quietly.ts";
import { readAnswer } from "../read-answer.ts";
import { decideOnFailure, noteStop, settleDecision, toDecision } from "./decide.ts";
import { admit, inspectOther } from "./gate.ts";
import { GuardDenied } from "./guard-denied.ts";
import type { CallOptions } from "./guard-options.ts";
import type { GuardState } from "./guard-state.ts";
import { type Inspection, newInspection } from "./inspection.ts";
import { type ModelDefinition, type ModelRequest, readRequest } from "./model-definition.ts";
import { raceAbort } from "./race-abort.ts";
import type { Run } from "./run.ts";

const answerCharactersMax = 65_536;
const tokensPerCharacter = 0.25;

/**
 * A guarded model. Streams pass through as they are, and are settled when they have been read.
 *
 * @throws {GuardDenied} when the model is not asked.
 */
export type GuardedModel<Request, Response> = (
  request: Request,
  options?: CallOptions,
) => Promise<Response>;

/** Guards a model: what a call may cost is reserved before it is made, and what it cost is booked. */
export function guardModel<Request, Response>(
  guard: GuardState,
  definition: ModelDefinition<Request, Response>,
): GuardedModel<Request, Response> {
  const { provider, read = readAnswer } = definition;
  return (request, options = {}) => {
    const asked = readRequest(definition, request);
    const { model, input, tools, stream } = asked;
    const maxTokens = asked.outputTokensMax ?? undefined;
    return modelSpan(
      { model, provider, input, tools, stream, maxTokens, read },
      async ({ span }) => {
        const run = guard.currentRun(model);
        const call = enter(guard, run, { asked, definition, span });
        const own = run.tree.abort.signal;
        const signal = options.signal ? AbortSignal.any([own, options.signal]) : own;
        const answer = new ModelAnswer(answerCharactersMax);
        const over = (failure: { error: unknown } | null) =>
          settle(guard, run, { ...call, asked, answer, failure, aborted: signal.aborted });
        try {
          const work = Promise.resolve(
            definition.execute(request, { signal, lastTurn: call.lastTurn }),
          );
          const response = await raceAbort(work, signal);
          const watched = observeStream(response, {
            context: context.active(),
            chunk: (chunk) => quietly(() => read(chunk, answer)),
            ended: over,
          });
          // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same stream, watched
          if (watched !== null) return watched as Response;
          quietly(() => read(response, answer));
          over(null);
          return response;
        } catch (error) {
          over({ error });
          throw error;
        }
      },
    );
  };
}

interface Entered {
  estimate: Amount & { key: string };
  inspection: Inspection;
  hold: Hold | null;
  permit: BreakerPermit | null;
  lastTurn: boolean;
}

function enter<Request>(
  guard: GuardState,
  run: Run,
  call: {
    asked: ModelRequest;
    definition: ModelDefinition<Request, unknown>;
    span: Parameters<typeof settleDecision>[2]["span"];
  },
): Entered {
  const { asked, definition, span } = call;
  const startedMs = performance.now();
  const nowMs = guard.clock.nowMs();
  const estimate = estimateCall(guard, run, { asked, prompt: definition.prompt ?? "" });
  let inspection = newInspection(1, undefined, null);
  let decision;
  try {
    const dependency = guard.dependency(`model:${asked.model}`, definition.breaker);
    const target = asked.model;
    inspection = inspectOther(guard, run, {
      kind: "model",
      target,
      dependency,
      amount: estimate,
      nowMs,
    });
    if (!estimate.priced) refuseUnpriced(guard, inspection, asked.model);
    decision = toDecision(guard, inspection, startedMs);
  } catch (error) {
    decision = decideOnFailure(guard, 1, { error, startedMs });
  }
  run.step("model");
  settleDecision(guard, run, { decision, target: asked.model, span });
  if (decision.outcome === "deny") {
    noteStop(guard, run, decision);
    throw new GuardDenied(asked.model, decision);
  }
  const lastTurn = run.tree.ending === "last_turn";
  if (lastTurn) run.tree.ending = "over";
  run.tree.facts.modelCalls += 1;
  return {
    estimate,
    inspection,
    lastTurn,
    ...admit(guard, inspection, { amount: estimate, nowMs }),
  };
}

/** A cost limit that cannot be held to, because nobody knows the price, is not held to by looking away. */
function refuseUnpriced(guard: GuardState, inspection: Inspection, model: string): void {
  if (!inspection.accounts.some(limitsCost)) return;
  inspection.warnings.push("budget.unpriced");
  if ((guard.inForce?.unpriced.kind ?? "deny") !== "deny") return;
  inspection.denial ??= { code: "budget.unpriced", reason: `nobody has said what ${model} costs` };
}

function limitsCost({ limit, observes }: Account): boolean {
  return limit.costNano !== null && !observes;
}

function estimateCall(
  guard: GuardState,
  run: Run,
  { asked, prompt }: { asked: ModelRequest; prompt: string },
): Amount & { key: string; priced: boolean } {
  const key = `${run.agentId}\0${asked.model}\0${prompt}`;
  const { input, output } = guard.estimator.estimate(key, asked);
  const cost = guard.inForce?.prices.costNano(asked.model, {
    input,
    output,
    cacheRead: 0,
    cacheWrite: 0,
  });
  const costNano = cost ?? flatCost(guard);
  return {
    key,
    costNano,
    tokens: input + output,
    calls: 1,
    priced: cost !== undefined && cost !== null,
  };
}

function flatCost(guard: GuardState): bigint {
  const unpriced = guard.inForce?.unpriced;
  return unpriced?.kind === "flat_estimate" ? nanoFromUsd(unpriced.costUsd) : 0n;
}

function settle(
  guard: GuardState,
  run: Run,
  call: Entered & {
    asked: ModelRequest;
    answer: ModelAnswer;
    failure: { error: unknown } | null;
    aborted: boolean;
  },
): void {
  const { inspection, hold, permit, failure, aborted } = call;
  const failed = failure !== null && !aborted && isFailure(failure.error);
  if (permit !== null) inspection.dependency?.settle(permit, failed, guard.clock.nowMs());
  const actual = amountOf(guard, call);
  // A request that was refused or never arrived is not charged; one that was cut off is.
  if (actual === null) {
    if (hold !== null) guard.book.release(hold);
    return;
  }
  if (hold !== null) guard.book.settle(hold, actual);
  run.tree.facts.spent(actual);
}

/** What a call took; null: nothing. What the provider did not tell is estimated, for it is not nothing. */
function amountOf(
  guard: GuardState,
  call: Entered & { asked: ModelRequest; answer: ModelAnswer; failure: unknown; aborted: boolean },
): Amount | null {
  const { asked, answer, estimate } = call;
  const { usage } = answer;
  const said = answer.toMessages();
  if (call.failure !== null && !call.aborted && usage === undefined && said.length === 0)
    return null;
  const guess = guard.estimator.estimate(estimate.key, asked);
  const input = usage?.inputTokens ?? guess.input;
  const output = usage?.outputTokens ?? Math.ceil(JSON.stringify(said).length * tokensPerCharacter);
  if (usage?.inputTokens !== undefined && usage.outputTokens !== undefined) {
    guard.estimator.learn(estimate.key, { inputCharacters: asked.inputCharacters, input, output });
  }
  const { cacheReadTokens: cacheRead = 0, cacheWriteTokens: cacheWrite = 0 } = usage ?? {};
  const costNano =
    guard.inForce?.prices.costNano(asked.model, { input, output, cacheRead, cacheWrite }) ??
    flatCost(guard);
  return { costNano, tokens: input + output, calls: 1 };
}

/** What the caller did wrong says nothing about the model. */
function isFailure(error: unknown): boolean {
  if (error instanceof GuardDenied) return false;
  const status =
    typeof error === "object" && error !== null && "status" in error ? error.status : null;
  if (typeof status !== "number") return true;
  return status < 400 || status >= 500 || status === 408 || status === 429;
}
