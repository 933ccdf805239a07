import { z } from "zod";

/**
 * What a price is for. Tokens are told apart as they are billed: no token is in two units. A unit without
 * a price of its own is billed as the one it falls back on.
 */
export const priceUnits = [
  "input",
  "cache_read",
  "cache_write_5m",
  "cache_write_1h",
  "input_audio",
  "input_image",
  "output",
  "reasoning",
  "output_audio",
  "output_image",
  "request",
  "web_search",
  "call", // of a tool or a retrieval
  "minute", // of a person
] as const;
export type PriceUnit = (typeof priceUnits)[number];

/** How a model's name is matched, without regard to case. `regex` comes with list prices only. */
export type ModelMatch =
  | { equals: string }
  | { starts_with: string }
  | { ends_with: string }
  | { contains: string }
  | { regex: string }
  | { or: ModelMatch[] }
  | { and: ModelMatch[] };

export const ModelMatch: z.ZodType<ModelMatch> = z.lazy(() =>
  z.union([
    z.strictObject({ equals: z.string() }),
    z.strictObject({ starts_with: z.string() }),
    z.strictObject({ ends_with: z.string() }),
    z.strictObject({ contains: z.string() }),
    z.strictObject({ regex: z.string() }),
    z.strictObject({ or: z.array(ModelMatch) }),
    z.strictObject({ and: z.array(ModelMatch) }),
  ]),
);

/** Decimal dollars as text, never negative. */
const Price = z.string().regex(/^\d+(?:\.\d+)?$/, "must be decimal dollars, such as 0.25");

/** One price of a card. */
export const CardRate = z.strictObject({
  unit: z.enum(priceUnits),
  price: Price, // for `per` units
  per: z.int().min(1).max(1_000_000_000),
  /** Past so many input tokens of one call, all of its tokens cost the tier's price; 0: from the first on. */
  tierStart: z.int().min(0).default(0),
});
export type CardRate = z.infer<typeof CardRate>;

export const priceBooks = ["contract", "list"] as const;

/**
 * All prices of one model from one moment on. Cards are only ever added: a change is a newer card with
 * the same key, a withdrawal one without rates. So what was believed at any time can be told.
 */
export const PriceCard = z.strictObject({
  id: z.int(), // grows with each card: the price version of a charge
  book: z.enum(priceBooks), // a contract's price goes before a list's
  provider: z.string(), // "tool", "retrieval" and "human" for what is no model
  model: z.string(), // the name the provider gives it
  match: ModelMatch,
  region: z.string(), // "": any
  serviceTier: z.string(), // "": any
  dailyFrom: z.string(), // "HH:MM:SS" in UTC; "" for the whole day
  dailyTo: z.string(),
  rank: z.int(), // of the cards of one model that hold at a time the highest does
  validFrom: z.string(), // RFC 3339, "" for ever
  validTo: z.string(), // "" for ever
  rates: z.array(CardRate), // empty: withdrawn
  source: z.string(),
  recordedAt: z.string(),
  recordedBy: z.string(),
});
export type PriceCard = z.infer<typeof PriceCard>;

/** A card that is still to be recorded. */
export const NewPriceCard = PriceCard.omit({ id: true, recordedAt: true, recordedBy: true });
export type NewPriceCard = z.infer<typeof NewPriceCard>;

/** What two cards have in common when the newer one replaces the older. */
export const keyOfCard = (card: NewPriceCard): string =>
  JSON.stringify([
    card.book,
    card.provider,
    card.model,
    card.region,
    card.serviceTier,
    card.rank,
    card.dailyFrom,
    card.validFrom,
  ]);
