import { calcPrice } from "@pydantic/genai-prices";
import { noUsage } from "@spanward/clickhouse/records";
import { expect, test } from "vitest";
import { billedTokens, priceQuantities } from "./billed-usage.ts";
import { matchOfPattern } from "./match-model.ts";
import { formatPicoUsd, parseDecimalUsd } from "./pico-usd.ts";
import { PriceBook } from "./price-book.ts";
import { type NewPriceCard, PriceCard } from "./price-card.ts";
import { readListPrices } from "./seed-prices.ts";

const recorded = (cards: NewPriceCard[]): PriceCard[] =>
  cards.map((card, index) =>
    PriceCard.parse({
      ...card,
      id: index + 1,
      recordedAt: "2026-11-01T00:00:00.000Z",
      recordedBy: "test",
    }),
  );
const list = await readListPrices();
const book = new PriceBook(recorded(list));
const november = Date.UTC(2026, 10, 20, 12);

const find = (provider: string, model: string, atUnixMs = november) =>
  book.find({ provider, models: [model], region: "", serviceTier: "", atUnixMs });

test("list prices are exact: at most six decimals for a million, but for the noise of their makers", () => {
  const rates = list.flatMap((card) => card.rates.map((rate) => ({ ...rate, model: card.model })));
  expect(rates.length).toBeGreaterThan(3000);
  const inexact = rates.filter(
    ({ per, price }) => (parseDecimalUsd(price).pico * 1n) % BigInt(per) !== 0n,
  );
  expect(inexact.map(({ price }) => price).toSorted()).toEqual(
    Array.from({ length: inexact.length }, () => "0.083333333333"),
  );
  expect(inexact.length).toBeLessThan(10);
});

test.each([
  ["openai", "gpt-5-mini", "openai gpt-5-mini"],
  ["openai", "gpt-4o-2024-08-06", "openai gpt-4o"],
  ["azure", "azure/gpt-4o", "openai gpt-4o"], // what Azure's own list lacks is as at OpenAI
  ["", "azure/gpt-4o", "openai gpt-4o"],
  ["azure.ai.openai", "gpt-4o-mini-2024-07-18", "openai gpt-4o-mini"],
  ["anthropic", "claude-sonnet-4-5-20250929", "anthropic claude-sonnet-4-5"],
  ["aws.bedrock", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "aws "],
  ["", "openrouter/anthropic/claude-sonnet-4.5", "openrouter anthropic/claude-sonnet-4.5"],
  ["gcp.gemini", "models/gemini-2.5-flash", "google gemini-2.5-flash"],
  ["gcp.vertex.agent", "gemini-2.5-flash", "google gemini-2.5-flash"],
  ["strands-agents", "gpt-4o", "openai gpt-4o"],
  ["langchain", "gpt-4o", "openai gpt-4o"],
  ["litellm", "litellm/gpt-4o", "openai gpt-4o"],
])("%s %s has the price of %s", (provider, model, name) => {
  const card = find(provider, model);
  expect(`${card?.provider} ${card?.model}`).toContain(name);
});

test.each([
  ["openai", "gpt-900-imaginary"],
  ["nobody", "in-house-model"],
  ["", ""],
])("%s %s has no price, which is not zero", (provider, model) => {
  expect(find(provider, model)).toBeNull();
});

test("prices hold from their date on, and at their time of day", () => {
  const at = (iso: string) =>
    find("deepseek", "deepseek-v4-flash", Date.parse(iso))?.rates.find(
      ({ unit }) => unit === "input",
    )?.price;
  expect(at("2026-08-16T23:59:59Z")).toBe("0.14");
  expect(at("2026-08-17T00:00:00Z")).toBe("0.22");
  expect(at("2026-08-17T01:00:00Z")).toBe("0.44");
  expect(at("2026-08-17T04:00:00Z")).toBe("0.22");
});

test("above a tier's start all tokens cost the tier's price", () => {
  const card = find("anthropic", "claude-sonnet-4-5");
  const cost = (inputTokens: number) => {
    const quantities = billedTokens({ ...noUsage, inputTokens, outputTokens: 10 });
    const priced = card && quantities && priceQuantities(card, quantities, inputTokens);
    return formatPicoUsd(
      (priced ?? []).reduce((sum, { amountPicoUsd }) => sum + amountPicoUsd, 0n),
    );
  };
  expect(cost(200_000)).toBe("0.60015");
  expect(cost(200_001)).toBe("1.200231");
});

test("tokens that cannot be told apart have no price", () => {
  expect(billedTokens({ ...noUsage, inputTokens: 5, cacheReadTokens: 6 })).toBeNull();
  expect(billedTokens({ ...noUsage, outputTokens: 5, reasoningTokens: 6 })).toBeNull();
  expect(
    billedTokens({ ...noUsage, cacheWriteTokens: 5, inputTokens: 5, cacheWrite1hTokens: 6 }),
  ).toBeNull();
});

test("a call costs what the source of the prices makes it cost", () => {
  const usage = {
    ...noUsage,
    inputTokens: 5000,
    cacheReadTokens: 3000,
    cacheWriteTokens: 1000,
    outputTokens: 700,
  };
  const models: [string, string][] = [
    ["openai", "gpt-5-mini"],
    ["openai", "gpt-4o"],
    ["anthropic", "claude-sonnet-4-5"],
    ["anthropic", "claude-opus-4-5"],
    ["google", "gemini-2.5-flash"],
    ["x-ai", "grok-4"],
    ["deepseek", "deepseek-chat"],
  ];
  for (const [provider, model] of models) {
    const card = find(provider, model);
    const quantities = billedTokens(usage) ?? [];
    const priced = card && priceQuantities(card, quantities, usage.inputTokens);
    const pico = (priced ?? []).reduce((sum, { amountPicoUsd }) => sum + amountPicoUsd, 0n);
    const { cacheReadTokens, cacheWriteTokens, inputTokens, outputTokens } = usage;
    const expected = calcPrice(
      {
        input_tokens: inputTokens,
        cache_read_tokens: cacheReadTokens,
        cache_write_tokens: cacheWriteTokens,
        output_tokens: outputTokens,
      },
      model,
      { providerId: provider, timestamp: new Date(november) },
    );
    expect([model, Number(formatPicoUsd(pico))]).toEqual([
      model,
      expect.closeTo(expected?.total_price ?? -1, 11),
    ]);
  }
});

const contract = (fields: Partial<NewPriceCard>): NewPriceCard => ({
  book: "contract",
  provider: "openai",
  model: "gpt-5*",
  match: matchOfPattern("gpt-5*"),
  region: "",
  serviceTier: "",
  dailyFrom: "",
  dailyTo: "",
  rank: 0,
  validFrom: "",
  validTo: "",
  rates: [{ unit: "input", price: "0.1", per: 1_000_000, tierStart: 0 }],
  source: "agreement 7",
  ...fields,
});

test("a contract goes before the list while it runs, a tier's own price before the general one", () => {
  const cards = recorded([
    ...list,
    contract({ validFrom: "2026-10-01T00:00:00.000Z", validTo: "2026-12-01T00:00:00.000Z" }),
    contract({
      serviceTier: "flex",
      rates: [{ unit: "input", price: "0.05", per: 1_000_000, tierStart: 0 }],
    }),
  ]);
  const ours = new PriceBook(cards);
  const source = (atUnixMs: number, serviceTier = "") => {
    const card = ours.find({
      provider: "openai",
      models: ["gpt-5-mini"],
      region: "",
      serviceTier,
      atUnixMs,
    });
    return `${card?.book} ${card?.rates.find(({ unit }) => unit === "input")?.price}`;
  };
  expect(source(november)).toBe("contract 0.1");
  expect(source(november, "flex")).toBe("contract 0.05");
  expect(source(Date.UTC(2026, 8, 1))).toBe("list 0.25");
  expect(source(Date.UTC(2026, 11, 1))).toBe("list 0.25");
});

test("a card of the same key replaces the one before, and one without prices withdraws it", () => {
  const [first, second] = [contract({}), contract({ rates: [] })];
  const withdrawn = new PriceBook(recorded([first, second]));
  const question = {
    provider: "openai",
    models: ["gpt-5"],
    region: "",
    serviceTier: "",
    atUnixMs: november,
  };
  expect(new PriceBook(recorded([first])).find(question)?.source).toBe("agreement 7");
  expect(withdrawn.find(question)).toBeNull();
  expect(withdrawn.card(1)?.rates).toHaveLength(1); // what was charged by it can still be told
});
