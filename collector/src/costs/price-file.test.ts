import { expect, test } from "vitest";
import { PriceBook } from "./price-book.ts";
import { type NewPriceCard, PriceCard } from "./price-card.ts";
import { readPriceFile, writePriceCsv, writePriceJson } from "./price-file.ts";
import { readListPrices } from "./seed-prices.ts";

const recorded = (cards: NewPriceCard[]): PriceCard[] =>
  cards.map((card, index) =>
    PriceCard.parse({
      ...card,
      id: index + 1,
      recordedAt: "2026-11-01T00:00:00.000Z",
      recordedBy: "t",
    }),
  );
const list = recorded(await readListPrices());
const news = ({ id: _id, recordedAt: _at, recordedBy: _by, ...card }: PriceCard) => card;

test.each([
  ["JSON", writePriceJson],
  ["CSV", writePriceCsv],
])("what is exported as %s is imported as it was", (_name, write) => {
  expect(readPriceFile(write(list), list, "import")).toEqual(list.map(news));
});

test("a contract of three columns is enough", () => {
  const text =
    "provider,model,unit,price_usd\r\nOpenAI,gpt-5*,input,0.1\r\nOpenAI,gpt-5*,output,0.9\r\n";
  const cards = recorded(readPriceFile(text, [], "agreement.csv"));
  expect(cards).toMatchObject([
    {
      book: "contract",
      provider: "openai",
      match: { starts_with: "gpt-5" },
      source: "agreement.csv",
    },
  ]);
  expect(cards[0]?.rates).toHaveLength(2);
  const question = { models: ["gpt-5-mini"], region: "", serviceTier: "", atUnixMs: 0 };
  expect(new PriceBook(cards).find({ provider: "openai", ...question })?.id).toBe(1);
});

test.each([
  ["model,cost\r\na,1\r\n", "the columns are"],
  ["provider,model,unit,price_usd\r\nopenai,gpt,input,1e-7\r\n", "row 2"],
  ["provider,model,unit,price_usd\r\nopenai,g*t,input,1\r\n", "beginning and the end"],
  ["provider,model,unit,price_usd\r\nopenai,gpt,bytes,1\r\n", "row 2"],
  ['{"cards":[{"provider":"x","model":"y","match":{"regex":"(a+)+$"},"rates":[]}]}', "expression"],
  ["{", "JSON"],
])("refuses %j and says where", (text, message) => {
  expect(() => readPriceFile(text, [], "import")).toThrow(message);
});
