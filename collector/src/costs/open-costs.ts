import type { Database, Store } from "@spanward/clickhouse";
import type { CloseStack } from "../close-stack.ts";
import type { ControlStore } from "../control/control-store.ts";
import type { Log } from "../log.ts";
import { createTurns } from "./turns.ts";
import { chargeUnpriced } from "./charge-unpriced.ts";
import { type ChargerOptions, createCharger } from "./charger.ts";
import type { CostStore } from "./cost-store.ts";
import { openPeriodOf } from "./open-period.ts";
import { PriceBook } from "./price-book.ts";
import type { NewPriceCard } from "./price-card.ts";
import { reprice, type RepriceQuestion, type Repricing } from "./reprice.ts";
import { listSource, readListPrices } from "./seed-prices.ts";
import { startFollowing } from "./start-following.ts";

export interface CostsOptions {
  control: ControlStore;
  db: Database;
  store: Store;
  /** Milliseconds that the oldest of what is not inserted yet has waited; 0: nothing waits. */
  waitingMs: () => number;
  /** Grows when something came in or was inserted. */
  changes: () => number;
  everyMs: number;
  log: Log;
}

/** The ledger of a running server. */
export interface Costs {
  readonly store: CostStore;
  book(): PriceBook;
  /** Records price cards; calls from now on are charged by them. Gives how many were news. */
  addCards(cards: readonly NewPriceCard[], actor: string): Promise<number>;
  /** Prices a period anew, by adjustments. @throws {StoreError} */
  reprice(period: RepriceQuestion, actor: string): Promise<Repricing>;
}

const job = "charges";

/** A request is decoded for so long at most before it stands in a segment. */
const decodeMsMax = 2_000;

/** Reads prices, adds the list prices of this version, and starts to follow the spans. */
export async function openCosts(options: CostsOptions, stack: CloseStack): Promise<Costs> {
  const { control, log } = options;
  const costs = control.costs;
  let book = await seededBook(costs);
  // Two that book at once would give two rows one number.
  const alone = createTurns();
  const partsOf = (project: string) => bookingParts(options, { book, project });
  const charger = createCharger(chargerOptions(options, () => book));
  const following = startFollowing({
    work: () => alone(() => charger.catchUp()),
    changes: options.changes,
    everyMs: options.everyMs,
    // What came in last is past the horizon only later.
    afterglowMs: 3 * decodeMsMax,
    onError: (error) => log.error("what came in could not be charged; trying again", { error }),
  });
  stack.add("charger", () => following.stop());
  return {
    store: costs,
    book: () => book,
    async addCards(cards, actor) {
      const added = await costs.addCards(cards, { actor, action: "prices recorded" });
      if (added === 0) return added;
      book = new PriceBook(await costs.listCards());
      for (const { id } of await control.listProjects()) {
        await alone(async () => chargeUnpriced(await partsOf(id), id));
      }
      return added;
    },
    async reprice(period, actor) {
      const { fromUnixNano, project, toUnixNano } = period;
      const done = await alone(async () => reprice(await partsOf(project), period));
      const detail = {
        project,
        from: String(fromUnixNano),
        to: String(toUnixNano),
        rows: done.rows,
      };
      await costs.recordChange({ actor, action: "repriced", detail });
      return done;
    },
  };
}

async function bookingParts(
  { control, db, store }: CostsOptions,
  { book, project }: { book: PriceBook; project: string },
) {
  return {
    store,
    insert: db.insertNative.bind(db),
    rules: { book, owners: await control.costs.listRules(project) },
    openPeriod: openPeriodOf(await control.costs.listPeriods(project)),
    now: Date.now,
  };
}

function chargerOptions(options: CostsOptions, book: () => PriceBook): ChargerOptions {
  const costs = options.control.costs;
  return {
    store: options.store,
    insert: options.db.insertNative.bind(options.db),
    readPlace: async () =>
      (await costs.readPlace(job)) ?? { receivedUnixMs: 0, project: "", traceId: "" },
    savePlace: (place) => costs.savePlace(job, place),
    rules: async (project) => ({ book: book(), owners: await costs.listRules(project) }),
    openPeriod: async (project) => openPeriodOf(await costs.listPeriods(project)),
    horizon: () => Date.now() - decodeMsMax - options.waitingMs(),
    now: Date.now,
  };
}

async function seededBook(costs: CostStore): Promise<PriceBook> {
  const cards = await costs.listCards();
  if (cards.some(({ source }) => source === listSource)) return new PriceBook(cards);
  await costs.addCards(await readListPrices(), {
    actor: "server",
    action: `prices of ${listSource}`,
  });
  return new PriceBook(await costs.listCards());
}
