import type { Attributes, Span } from "@opentelemetry/api";
import { spanward } from "./attributes.ts";
import { runInSpan } from "./run-in-span.ts";
import {
  attributeCharactersMax,
  attributesOf,
  contentOf,
  type SpanHandle,
  type SpanOptions,
} from "./span-options.ts";
import { cutText } from "./cut-text.ts";

export interface DecisionOptions extends SpanOptions {
  /** What is decided. */
  name: string;
  alternatives?: readonly string[] | undefined;
  chosen?: string | undefined;
  reason?: string | undefined;
  /** What the decision is made from. */
  input?: unknown;
}

/** A decision being made. */
export interface DecisionSpan extends SpanHandle {
  /** Records an alternative that is considered. */
  consider: (alternative: string) => void;
  /** Records the choice; the last one stands. */
  choose: (chosen: string, reason?: string) => void;
}

/**
 * Records a decision of an agent: the alternatives it considered, the one it chose, and why. With
 * `run`, the time that deciding takes is the span's; without, the decision is already made.
 *
 * @example
 * decision({
 *   name: "refund",
 *   alternatives: ["full refund", "store credit", "refuse"],
 *   chosen: "full refund",
 *   reason: "delivered 6 days ago, within the 30 days of the policy",
 * });
 *
 * @example
 * const supplier = await decision("supplier", async ({ consider, choose }) => {
 *   for (const offer of offers) consider(offer.name);
 *   const best = await compare(offers);
 *   choose(best.name, `lowest price of ${offers.length}`);
 *   return best;
 * });
 */
export function decision(options: DecisionOptions): void;
export function decision<Result>(
  options: DecisionOptions | string,
  run: (decision: DecisionSpan) => Result,
): Result;
export function decision(
  options: DecisionOptions | string,
  run: (decision: DecisionSpan) => unknown = () => undefined,
): unknown {
  const given = typeof options === "string" ? { name: options } : options;
  const made = { ...given, alternatives: [...(given.alternatives ?? [])] };
  let span: Span | undefined;
  const plan = {
    name: `decide ${given.name}`,
    attributes: () =>
      attributesOf(
        { [spanward.kind]: "decision", [spanward.input]: contentOf(given.input) },
        given,
      ),
    ending: () => span?.setAttributes(attributesOf(outcome(made), {})),
  };
  return runInSpan(plan, (begun) => {
    span = begun;
    return run({
      span: begun,
      consider: (alternative) => {
        if (made.alternatives.length < alternativesMax) made.alternatives.push(alternative);
      },
      choose: (chosen, reason) => Object.assign(made, { chosen, reason }),
    });
  });
}

const alternativesMax = 256;

function outcome({ alternatives, chosen, reason }: Omit<DecisionOptions, "name">): Attributes {
  const cut = (text: string) => cutText(text, attributeCharactersMax());
  return {
    [spanward.decisionAlternatives]: alternatives?.map(cut),
    [spanward.decisionChosen]: chosen === undefined ? undefined : cut(chosen),
    [spanward.decisionReason]: reason === undefined ? undefined : cut(reason),
  };
}
