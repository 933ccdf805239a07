import { matchesModel } from "./match-model.ts";
import { pricedModels } from "./model-alias.ts";
import { keyOfCard, type PriceCard } from "./price-card.ts";

/** What has a price, and when. */
export interface PriceQuestion {
  provider: string;
  models: readonly string[]; // the response's, then the request's
  region: string;
  serviceTier: string;
  atUnixMs: number;
}

/**
 * All cards, asked for the one that holds. What was recorded later is believed; of the cards that
 * hold, a contract's goes before a list's, a region's or tier's own before the general one, then the
 * later one.
 */
export class PriceBook {
  readonly #byId: ReadonlyMap<number, PriceCard>;
  readonly #byProvider: ReadonlyMap<string, PriceCard[]>;
  readonly #found = new Map<string, PriceCard[]>();

  /** `cards` in the order of their ids. */
  constructor(cards: readonly PriceCard[]) {
    this.#byId = new Map(cards.map((card) => [card.id, card]));
    const current = new Map(cards.map((card) => [keyOfCard(card), card]));
    const byProvider = new Map<string, PriceCard[]>();
    for (const card of current.values()) {
      if (card.rates.length === 0) continue;
      const of = byProvider.get(card.provider);
      if (of) of.push(card);
      else byProvider.set(card.provider, [card]);
    }
    this.#byProvider = byProvider;
  }

  /** The card a charge was priced by; null when there is none of this id. */
  card(id: number): PriceCard | null {
    return this.#byId.get(id) ?? null;
  }

  /** The card that holds; null when nothing is known of the price. */
  find(question: PriceQuestion): PriceCard | null {
    for (const model of question.models) {
      if (model === "") continue;
      const card = best(this.#cardsOf(question.provider, model), question);
      if (card) return card;
    }
    return null;
  }

  /** The card of what is no model: a tool, a retrieval, a person's time. */
  findOther(provider: "tool" | "retrieval" | "human", name: string, atUnixMs: number) {
    const cards = (this.#byProvider.get(provider) ?? []).filter((card) =>
      matchesModel(card.match, name),
    );
    return best(cards, { region: "", serviceTier: "", atUnixMs });
  }

  /** The cards that are believed, contracts first, then by provider and model. */
  current(): PriceCard[] {
    const name = ({ book, model, provider, rank }: PriceCard) =>
      `${book}\n${provider}\n${model}\n${String(rank).padStart(4, "0")}`;
    return [...this.#byProvider.values()]
      .flat()
      .toSorted((one, other) => (name(one) < name(other) ? -1 : 1));
  }

  /** Whether anything but models has a price. */
  get pricesOthers(): boolean {
    return ["tool", "retrieval", "human"].some((provider) => this.#byProvider.has(provider));
  }

  /** The cards of a model, whatever their time: those of the first name that has any. */
  #cardsOf(provider: string, model: string): PriceCard[] {
    const key = `${provider}\n${model}`;
    const known = this.#found.get(key);
    if (known) return known;
    const cards = this.#search(provider, model);
    if (this.#found.size >= namesMax) this.#found.clear(); // names come from senders
    this.#found.set(key, cards);
    return cards;
  }

  #search(provider: string, model: string): PriceCard[] {
    const contract = (this.#byProvider.get(provider.toLowerCase()) ?? []).filter(
      (card) => card.book === "contract" && matchesModel(card.match, model),
    );
    for (const name of pricedModels(provider, model)) {
      const cards = (this.#byProvider.get(name.provider) ?? []).filter((card) =>
        matchesModel(card.match, name.model),
      );
      // The list may match a name more than once: as in its source, the first model is meant.
      const first = cards.find(({ book }) => book === "list")?.model;
      const found = cards.filter(({ book, model: of }) => book === "contract" || of === first);
      if (found.length > 0) return [...new Set([...contract, ...found])];
    }
    return contract;
  }
}

/** How many names are remembered. */
const namesMax = 10_000;

type Moment = Pick<PriceQuestion, "atUnixMs" | "region" | "serviceTier">;

function best(cards: readonly PriceCard[], moment: Moment): PriceCard | null {
  let winner: PriceCard | null = null;
  for (const card of cards) {
    if (holds(card, moment) && (winner === null || goesBefore(card, winner))) winner = card;
  }
  return winner;
}

function holds(card: PriceCard, { atUnixMs, region, serviceTier }: Moment): boolean {
  if (card.region !== "" && card.region !== region) return false;
  if (card.serviceTier !== "" && card.serviceTier !== serviceTier) return false;
  const at = new Date(atUnixMs).toISOString();
  if (card.validFrom !== "" && at < card.validFrom) return false;
  if (card.validTo !== "" && at >= card.validTo) return false;
  if (card.dailyFrom === "") return true;
  const time = at.slice(11, 19);
  const { dailyFrom, dailyTo } = card;
  return dailyTo < dailyFrom
    ? time >= dailyFrom || time < dailyTo
    : time >= dailyFrom && time < dailyTo;
}

function goesBefore(one: PriceCard, other: PriceCard): boolean {
  const order = (card: PriceCard) => [
    card.book === "contract" ? 1 : 0,
    Number(card.region !== "") + Number(card.serviceTier !== ""),
    card.rank,
  ];
  const [a, b] = [order(one), order(other)];
  for (let i = 0; i < a.length; i += 1) {
    const [mine = 0, theirs = 0] = [a[i], b[i]];
    if (mine !== theirs) return mine > theirs;
  }
  return one.validFrom === other.validFrom ? one.id > other.id : one.validFrom > other.validFrom;
}
