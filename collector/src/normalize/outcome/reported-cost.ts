import type { Attributes } from "../../decode/otlp.ts";
import { fieldAt, isObject, structureOf, textOf } from "../attributes/json.ts";
import { spanward } from "../conventions/spanward.ts";

/** A cost that a sender reported, in billionths of a US dollar. */
export interface CostFinding {
  nanoUsd: bigint;
  key: string;
}

// Amounts in US dollars, or JSON with the path to one.
const sources: readonly [string, string?][] = [
  [spanward.costUsd],
  ["langfuse.observation.cost_details", "total"],
  ["llm.cost.total"],
  ["gen_ai.usage.cost"],
  ["gen_ai.cost.total_cost"],
  ["gen_ai.usage.total_cost"],
  ["gen_ai.cost.total"],
  ["gen_ai.cost"],
  ["gen_ai.cost.total_tokens"], // Sentry's name for a cost
  ["operation.cost"],
  ["mlflow.llm.cost", "total_cost"],
  ["langwatch.metrics", "value.cost"],
  ["braintrust.metrics", "estimated_cost"],
  ["hidden_params", "response_cost"],
  ["ai.response.providerMetadata", "openrouter.usage.cost"],
  ["ai.response.providerMetadata", "gateway.cost"],
  ["cost_usd"],
  ["llm.usage.cost"],
];

/** The cost of a call as its sender reported it; null when it did not, or said zero. */
export function findReportedCost(attributes: Attributes): CostFinding | null {
  for (const [key, path] of sources) {
    const value = attributes.get(key);
    if (value === undefined) continue;
    const structure = structureOf(value);
    const amount =
      path === undefined
        ? isObject(structure)
          ? fieldAt(structure, "total")
          : value
        : fieldAt(structure, path);
    const nanoUsd = parseUsd(textOf(amount));
    // Zero is what is sent when no price was found.
    if (nanoUsd !== null && nanoUsd > 0n) return { nanoUsd, key };
  }
  return null;
}

/**
 * An amount in US dollars as billionths, rounded half up, without going through a float: `1.5`,
 * `0.0000125`, `1e-7`. Null for anything else, negative amounts and amounts past a billion.
 */
export function parseUsd(text: string): bigint | null {
  if (text.length > 60) return null;
  const match = /^\+?(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text.trim());
  const [, whole = "", fraction = "", exponent = "0"] = match ?? [];
  if (match === null || whole + fraction === "") return null;
  const shift = Number(exponent) - fraction.length + 9;
  const digits = BigInt(whole + fraction);
  if (shift > 40 || whole.length + Number(exponent) > 10) return null;
  if (shift >= 0) return digits * 10n ** BigInt(shift);
  const divisor = 10n ** BigInt(-shift);
  return (digits + divisor / 2n) / divisor;
}
