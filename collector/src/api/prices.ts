import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { z } from "zod";
import type { Costs } from "../costs/open-costs.ts";
import type { PriceCard } from "../costs/price-card.ts";
import {
  PriceFileError,
  readPriceFile,
  writePriceCsv,
  writePriceJson,
} from "../costs/price-file.ts";
import { PriceList } from "./answers/costs.ts";
import { ApiError } from "./api-error.ts";
import { limit } from "./parameters.ts";
import { actorOf, type ApiEnv } from "./project.ts";
import { describe, query } from "./route.ts";

const ListParameters = z.object({
  q: z.string().max(200).default(""), // words that provider or model contain
  book: z.enum(["contract", "list"]).optional(),
  limit: limit(200, 5000),
});

const fileBytesMax = 16 * 2 ** 20;

/** `/api/prices`: what calls are charged by. */
export function priceRoutes({ costs }: { costs: Pick<Costs, "book" | "addCards"> }) {
  return new Hono<ApiEnv>()
    .get(
      "/",
      describe("Prices as they are believed now", PriceList),
      query(ListParameters),
      (c) => {
        const asked = c.req.valid("query");
        const words = asked.q.toLowerCase().split(/\s+/);
        const cards = costs
          .book()
          .current()
          .filter((card) => asked.book === undefined || card.book === asked.book)
          .filter(({ model, provider }) =>
            words.every((word) => `${provider}/${model}`.toLowerCase().includes(word)),
          );
        const shown = cards.slice(0, asked.limit).map(showCard);
        return c.json<PriceList>({ cards: shown, cardsTotal: cards.length });
      },
    )
    .get("/export.json", (c) =>
      c.body(writePriceJson(costs.book().current()), 200, {
        "content-type": "application/json",
        "content-disposition": 'attachment; filename="prices.json"',
      }),
    )
    .get("/export.csv", (c) =>
      c.body(writePriceCsv(costs.book().current()), 200, {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": 'attachment; filename="prices.csv"',
      }),
    )
    .post(
      "/",
      bodyLimit({ maxSize: fileBytesMax, onError: tooBig }),
      describe("Records prices, from JSON or CSV", Recorded),
      async (c) => {
        const text = await c.req.text();
        try {
          const cards = readPriceFile(text, costs.book().current(), "import");
          const recorded = await costs.addCards(cards, actorOf(c));
          return c.json<Recorded>({ cards: cards.length, recorded });
        } catch (error) {
          if (!(error instanceof PriceFileError)) throw error;
          throw new ApiError(400, "invalid_prices", `The prices cannot be read: ${error.message}`);
        }
      },
    );
}

const Recorded = z.object({
  cards: z.number(), // in the file
  recorded: z.number(), // that were news
});
type Recorded = z.infer<typeof Recorded>;

const tooBig = (): never => {
  throw new ApiError(413, "too_big", "A file of prices has at most 16 MiB: divide it.");
};

const showCard = (card: PriceCard): PriceList["cards"][number] => ({
  id: card.id,
  book: card.book,
  provider: card.provider,
  model: card.model,
  region: card.region,
  serviceTier: card.serviceTier,
  validFrom: card.validFrom,
  validTo: card.validTo,
  daily: card.dailyFrom === "" ? "" : `${card.dailyFrom}–${card.dailyTo} UTC`,
  rates: card.rates,
  source: card.source,
  recordedAt: card.recordedAt,
  recordedBy: card.recordedBy,
});
