import { z } from "zod";
import { readCsv, writeCsv } from "./csv.ts";
import { matchOfPattern } from "./match-model.ts";
import { knownProvider } from "./model-alias.ts";
import {
  CardRate,
  keyOfCard,
  ModelMatch,
  type NewPriceCard,
  type PriceCard,
  priceBooks,
} from "./price-card.ts";

/** A file of prices cannot be read. The message names the place and what would be right. */
export class PriceFileError extends Error {
  override readonly name = "PriceFileError";
}

const Moment = z.union([
  z.literal(""),
  z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString()),
  z.iso.date().transform((day) => `${day}T00:00:00.000Z`),
]);

/** A card as it stands in a file. */
const FileCard = z.strictObject({
  book: z.enum(priceBooks).default("contract"),
  provider: z.string().min(1).max(100),
  model: z.string().min(1).max(256), // with * for anything at an end
  match: ModelMatch.optional(),
  region: z.string().max(100).default(""),
  serviceTier: z.string().max(100).default(""),
  dailyFrom: z.string().max(8).default(""),
  dailyTo: z.string().max(8).default(""),
  rank: z.int().default(0),
  validFrom: Moment.default(""),
  validTo: Moment.default(""),
  rates: z.array(CardRate).max(100),
  source: z.string().max(256).default(""),
});
type FileCard = z.infer<typeof FileCard>;

const PriceFile = z.strictObject({ cards: z.array(FileCard).max(20_000) });

/** Cards as JSON, to be read again by {@link readPriceFile}. */
export const writePriceJson = (cards: readonly PriceCard[]): string =>
  `${JSON.stringify(
    { cards: cards.map(({ id: _id, recordedAt: _at, recordedBy: _by, ...card }) => card) },
    null,
    1,
  )}\n`;

const columns = [
  "book",
  "provider",
  "model",
  "region",
  "service_tier",
  "daily_from",
  "daily_to",
  "rank",
  "valid_from",
  "valid_to",
  "source",
  "unit",
  "price_usd",
  "per",
  "tier_start",
] as const;

/** Cards as CSV, a row for each price; rows that agree up to `source` are one card. */
export const writePriceCsv = (cards: readonly PriceCard[]): string =>
  writeCsv([
    columns,
    ...cards.flatMap((card) =>
      card.rates.map((rate) => [...cardCells(card), rate.unit, rate.price, ...rateNumbers(rate)]),
    ),
  ]);

const cardCells = (card: PriceCard): string[] => [
  card.book,
  card.provider,
  card.model,
  card.region,
  card.serviceTier,
  card.dailyFrom,
  card.dailyTo,
  String(card.rank),
  card.validFrom,
  card.validTo,
  card.source,
];
const rateNumbers = ({ per, tierStart }: CardRate): string[] => [String(per), String(tierStart)];

/**
 * Reads a file of prices, JSON or CSV. `known` are the cards that are believed: what a card in the file
 * says nothing about (how its model is matched) stays as it is there.
 *
 * @throws {PriceFileError}
 */
export function readPriceFile(
  text: string,
  known: readonly PriceCard[],
  source: string,
): NewPriceCard[] {
  const cards = text.trimStart().startsWith("{") ? readJson(text) : readRows(text);
  const matches = new Map(known.map((card) => [keyOfCard(card), card.match]));
  return cards.map((card) => {
    const { match: _match, ...rest } = card;
    const named = { ...rest, provider: providerOf(card.provider), source: card.source || source };
    const key = keyOfCard({ ...named, match: { equals: "" } });
    return { ...named, match: matchOf(card, matches.get(key)) };
  });
}

const others = new Set(["tool", "retrieval", "human"]);
const providerOf = (name: string): string =>
  others.has(name) ? name : (knownProvider(name) ?? name.toLowerCase());

function matchOf({ match, model }: FileCard, known: ModelMatch | undefined): ModelMatch {
  if (match === undefined) return known ?? refuse(() => matchOfPattern(model));
  // An expression of somebody else's could hold up the server for hours.
  if (hasExpression(match) && JSON.stringify(match) !== JSON.stringify(known)) {
    throw new PriceFileError(`${model}: write a name with * in place of a regular expression`);
  }
  return match;
}

function hasExpression(match: ModelMatch): boolean {
  if ("regex" in match) return true;
  if ("or" in match) return match.or.some(hasExpression);
  return "and" in match && match.and.some(hasExpression);
}

function readJson(text: string): FileCard[] {
  const file = PriceFile.safeParse(refuse((): unknown => JSON.parse(text)));
  if (file.success) return file.data.cards;
  throw new PriceFileError(problemOf(file.error));
}

const problemOf = (error: z.ZodError): string =>
  error.issues
    .slice(0, 5)
    .map(({ message, path }) => `${path.join(".")}: ${message}`)
    .join("; ");

function readRows(text: string): FileCard[] {
  const [head = [], ...rows] = refuse(() => readCsv(text));
  const unknown = head.filter((name) => !columns.some((column) => column === name));
  if (unknown.length > 0 || !head.includes("price_usd")) {
    throw new PriceFileError(`the columns are ${columns.join(", ")}; not ${unknown.join(", ")}`);
  }
  const cards = new Map<string, { line: number; card: object; rates: object[] }>();
  for (const [index, row] of rows.entries()) {
    const cells = Object.fromEntries(head.map((name, at) => [name, (row[at] ?? "").trim()]));
    const key = JSON.stringify(columns.slice(0, 11).map((name) => cells[name] ?? ""));
    const found = cards.get(key) ?? { line: index + 2, card: cardOf(cells), rates: [] };
    found.rates.push(rateOf(cells));
    cards.set(key, found);
  }
  return [...cards.values()].map(({ card, line, rates }) => {
    const read = FileCard.safeParse({ ...card, rates });
    if (read.success) return read.data;
    throw new PriceFileError(`row ${line}: ${problemOf(read.error)}`);
  });
}

type Cells = Record<string, string>;

const cardOf = (cells: Cells) => ({
  book: cells["book"] || "contract",
  provider: cells["provider"],
  model: cells["model"],
  region: cells["region"] ?? "",
  serviceTier: cells["service_tier"] ?? "",
  dailyFrom: cells["daily_from"] ?? "",
  dailyTo: cells["daily_to"] ?? "",
  rank: wholeOf(cells["rank"] ?? "", 0),
  validFrom: cells["valid_from"] ?? "",
  validTo: cells["valid_to"] ?? "",
  source: cells["source"] ?? "",
});

const rateOf = (cells: Cells) => ({
  unit: cells["unit"],
  price: cells["price_usd"],
  per: wholeOf(cells["per"] ?? "", 1_000_000),
  tierStart: wholeOf(cells["tier_start"] ?? "", 0),
});

/** A whole number; what is none stays text, for the check to name it. */
const wholeOf = (text: string, fallback: number): number | string => {
  if (text === "") return fallback;
  return /^\d{1,15}$/.test(text) ? Number.parseInt(text, 10) : text;
};

function refuse<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (cause) {
    throw new PriceFileError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
