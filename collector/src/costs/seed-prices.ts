import {
  waitForUpdate,
  type ModelInfo,
  type ModelPrice,
  type Provider,
} from "@pydantic/genai-prices";
import { formatPicoUsd, parseDecimalUsd } from "./pico-usd.ts";
import type { CardRate, NewPriceCard, PriceUnit } from "./price-card.ts";

/** Where the list prices are from, and of which version. */
export const listSource = "@pydantic/genai-prices 0.1.8";

/**
 * The list prices that come with this version. Of the package only the data is used: its engine counts in
 * floating point.
 */
export async function readListPrices(): Promise<NewPriceCard[]> {
  const providers = (await waitForUpdate()) ?? [];
  return providers.flatMap((provider) =>
    provider.models.flatMap((model) => cardsOf(provider, model)),
  );
}

function cardsOf(provider: Provider, model: ModelInfo): NewPriceCard[] {
  const prices = Array.isArray(model.prices) ? model.prices : [{ prices: model.prices }];
  return prices.flatMap((conditional, rank) => {
    const rates = ratesOf(conditional.prices);
    if (rates.length === 0) return [];
    return {
      ...whenOf(conditional.constraint),
      book: "list" as const,
      provider: provider.id,
      model: model.id,
      match: model.match,
      region: "",
      serviceTier: "",
      rank,
      validTo: "",
      rates,
      source: listSource,
    };
  });
}

type Constraint = Extract<ModelInfo["prices"], unknown[]>[number]["constraint"];

function whenOf(constraint: Constraint) {
  if (constraint === undefined) return { validFrom: "", dailyFrom: "", dailyTo: "" };
  if (constraint.type === "start_date") {
    return { validFrom: `${constraint.start_date}T00:00:00.000Z`, dailyFrom: "", dailyTo: "" };
  }
  const time = (text: string) => text.replace(/Z$/, "");
  return {
    validFrom: "",
    dailyFrom: time(constraint.start_time),
    dailyTo: time(constraint.end_time),
  };
}

/** The package's names of prices that are prices of ours. Video, pages and hours are not traced. */
const units: Record<string, { unit: PriceUnit; per: number }> = {
  input_mtok: { unit: "input", per: 1_000_000 },
  cache_read_mtok: { unit: "cache_read", per: 1_000_000 },
  cache_write_mtok: { unit: "cache_write_5m", per: 1_000_000 },
  cache_write_1h_mtok: { unit: "cache_write_1h", per: 1_000_000 },
  input_audio_mtok: { unit: "input_audio", per: 1_000_000 },
  input_image_mtok: { unit: "input_image", per: 1_000_000 },
  output_mtok: { unit: "output", per: 1_000_000 },
  output_reasoning_mtok: { unit: "reasoning", per: 1_000_000 },
  output_audio_mtok: { unit: "output_audio", per: 1_000_000 },
  output_image_mtok: { unit: "output_image", per: 1_000_000 },
  requests_kcount: { unit: "request", per: 1_000 },
  web_searches_kcount: { unit: "web_search", per: 1_000 },
};

function ratesOf(prices: ModelPrice): CardRate[] {
  return Object.entries(prices).flatMap(([name, price]): CardRate[] => {
    const of = units[name];
    if (of === undefined || price === undefined) return [];
    if (typeof price === "number") return [{ ...of, price: decimalOf(price), tierStart: 0 }];
    const tiers = [{ start: 0, price: price.base }, ...price.tiers];
    return tiers.map((tier) => ({ ...of, price: decimalOf(tier.price), tierStart: tier.start }));
  });
}

/**
 * The decimal that was written in the data: the shortest text that reads as this number. The few
 * with 17 digits are floating-point noise of their makers (0.18000000000000002) and are rounded to twelve
 * decimals.
 */
const decimalOf = (price: number): string => formatPicoUsd(parseDecimalUsd(String(price)).pico);
