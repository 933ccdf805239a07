import type { TokenUsage } from "@spanward/clickhouse/records";
import type { CardRate, PriceCard, PriceUnit } from "./price-card.ts";
import { parseDecimalUsd, priceOf } from "./pico-usd.ts";

/** How much of one unit was used. */
export interface BilledQuantity {
  unit: PriceUnit;
  quantity: bigint;
}

/** A quantity with its price. */
export interface PricedQuantity extends BilledQuantity {
  pricePicoUsd: bigint;
  per: bigint;
  amountPicoUsd: bigint;
}

/**
 * The tokens of one call as they are billed, each in one unit. Null when they cannot be: more tokens were
 * cached than came in, or more of the answer was reasoning or audio than there was of it.
 */
export function billedTokens(usage: TokenUsage): BilledQuantity[] | null {
  const { audioInputTokens, audioOutputTokens, cacheReadTokens, cacheWrite1hTokens } = usage;
  const { cacheWriteTokens, inputTokens, outputTokens, reasoningTokens } = usage;
  const uncached = inputTokens - cacheReadTokens - cacheWriteTokens;
  const written = cacheWriteTokens - cacheWrite1hTokens;
  const visible = outputTokens - reasoningTokens - audioOutputTokens;
  if (uncached < 0 || written < 0 || visible < 0) return null;
  const audio = Math.min(audioInputTokens, uncached); // the rest of it was cached
  const quantities: [PriceUnit, number][] = [
    ["input", uncached - audio],
    ["cache_read", cacheReadTokens],
    ["cache_write_5m", written],
    ["cache_write_1h", cacheWrite1hTokens],
    ["input_audio", audio],
    ["output", visible],
    ["reasoning", reasoningTokens],
    ["output_audio", audioOutputTokens],
  ];
  return quantities
    .filter(([, quantity]) => quantity > 0)
    .map(([unit, quantity]) => ({ unit, quantity: BigInt(quantity) }));
}

/** What is billed as another unit where it has no price of its own. */
const fallback: Partial<Record<PriceUnit, PriceUnit>> = {
  cache_read: "input",
  cache_write_5m: "input",
  cache_write_1h: "cache_write_5m",
  input_audio: "input",
  input_image: "input",
  reasoning: "output",
  output_audio: "output",
  output_image: "output",
};

/**
 * Quantities with their prices from a card. Null when one of them has no price: a call that is priced
 * in part would look cheaper than it was. `inputTokens` decides the tier.
 */
export function priceQuantities(
  card: PriceCard,
  quantities: readonly BilledQuantity[],
  inputTokens: number,
): PricedQuantity[] | null {
  const priced: PricedQuantity[] = [];
  for (const { unit, quantity } of withRequest(card, quantities)) {
    const rate = rateOf(card, unit, inputTokens);
    if (rate === null) return null;
    const pricePicoUsd = parseDecimalUsd(rate.price).pico;
    const per = BigInt(rate.per);
    const amountPicoUsd = priceOf(quantity, { pricePico: pricePicoUsd, per });
    priced.push({ unit, quantity, pricePicoUsd, per, amountPicoUsd });
  }
  return priced;
}

/** Where requests have a price of their own, a call is one. */
const withRequest = (card: PriceCard, quantities: readonly BilledQuantity[]) =>
  card.rates.some(({ unit }) => unit === "request")
    ? [...quantities, { unit: "request" as const, quantity: 1n }]
    : quantities;

/** Above a tier's start all tokens cost what the tier says; at its start they do not yet. */
function rateOf(card: PriceCard, unit: PriceUnit, inputTokens: number): CardRate | null {
  for (let asked: PriceUnit | undefined = unit; asked !== undefined; asked = fallback[asked]) {
    const name = asked;
    const rates = card.rates.filter((rate) => rate.unit === name);
    const held = rates
      .filter(({ tierStart }) => tierStart === 0 || inputTokens > tierStart)
      .toSorted((one, other) => other.tierStart - one.tierStart);
    if (held[0]) return held[0];
  }
  return null;
}
