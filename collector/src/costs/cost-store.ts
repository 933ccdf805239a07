import type { ReceiptPlace } from "@spanward/clickhouse";
import type { Kysely } from "kysely";
import { z } from "zod";
import type { ControlSchema } from "../control/control-schema.ts";
import { OwnerRule } from "./owner-rules.ts";
import { keyOfCard, NewPriceCard, PriceCard } from "./price-card.ts";

/** A change of what costs are made with: who, when and what. */
export interface CostChange {
  at: string;
  actor: string;
  action: string;
  detail: unknown;
}

/** The state of one month's books. A month that was never touched is open. */
export const CostPeriod = z.object({
  month: z.string(), // YYYY-MM-01
  state: z.enum(["open", "soft-closed", "reconciled", "closed"]),
  detail: z.record(z.string(), z.unknown()),
  changedAt: z.string(),
});
export type CostPeriod = z.infer<typeof CostPeriod>;

/** What costs are made with. Cards and rules are only ever added, and every change is recorded. */
export interface CostStore {
  /** In the order in which they were recorded. */
  listCards(): Promise<PriceCard[]>;
  /** Records the cards that differ from what is believed; gives how many that were. */
  addCards(cards: readonly NewPriceCard[], change: ChangeOf): Promise<number>;
  listRules(project: string): Promise<OwnerRule[]>;
  addRule(project: string, rule: NewOwnerRule, actor: string): Promise<OwnerRule>;
  /** False when there is no such rule, or it was withdrawn before. */
  withdrawRule(project: string, id: number, actor: string): Promise<boolean>;
  /** The latest first. */
  listChanges(limit: number): Promise<CostChange[]>;
  recordChange(change: ChangeOf & { detail: unknown }): Promise<void>;
  readPlace(job: string): Promise<ReceiptPlace | null>;
  savePlace(job: string, place: ReceiptPlace): Promise<void>;
  listPeriods(project: string): Promise<CostPeriod[]>;
  savePeriod(project: string, period: Omit<CostPeriod, "changedAt">): Promise<void>;
}

interface ChangeOf {
  actor: string;
  action: string;
}

export type NewOwnerRule = Omit<OwnerRule, "id" | "withdrawn" | "recordedAt" | "recordedBy">;

/** On the control store's tables. `now` is the clock. */
export function createCostStore(db: Kysely<ControlSchema>, now: () => Date): CostStore {
  return { ...cards(db, now), ...rules(db, now), ...changes(db, now), ...places(db, now) };
}

const insertRowsMax = 200;

function cards(db: Kysely<ControlSchema>, now: () => Date) {
  return {
    async listCards() {
      const rows = await db.selectFrom("price_cards").selectAll().orderBy("id").execute();
      return rows.map((row) =>
        PriceCard.parse({
          ...parseObject(row.card),
          id: row.id,
          recordedAt: row.recorded_at,
          recordedBy: row.recorded_by,
        }),
      );
    },

    async addCards(added: readonly NewPriceCard[], { action, actor }: ChangeOf) {
      const at = now().toISOString();
      return db.transaction().execute(async (tx) => {
        const rows = await tx
          .selectFrom("price_cards")
          .select(["card_key", "card"])
          .orderBy("id")
          .execute();
        const believed = new Map(rows.map((row) => [row.card_key, row.card]));
        const fresh = added
          .map((card) => ({
            card_key: keyOfCard(card),
            card: JSON.stringify(NewPriceCard.parse(card)),
          }))
          .filter(({ card, card_key }) => believed.get(card_key) !== card)
          .map((row) => ({ ...row, recorded_at: at, recorded_by: actor }));
        for (let i = 0; i < fresh.length; i += insertRowsMax) {
          await tx
            .insertInto("price_cards")
            .values(fresh.slice(i, i + insertRowsMax))
            .execute();
        }
        if (fresh.length > 0) {
          const detail = JSON.stringify({ cards: fresh.length, of: namesOf(added) });
          await tx.insertInto("cost_changes").values({ at, actor, action, detail }).execute();
        }
        return fresh.length;
      });
    },
  };
}

/** The first few names of what was changed: the cards themselves say the rest. */
const namesOf = (added: readonly NewPriceCard[]): string[] =>
  added.slice(0, 20).map(({ model, provider }) => `${provider}/${model}`);

function rules(db: Kysely<ControlSchema>, now: () => Date) {
  return {
    async listRules(project: string) {
      const rows = await db
        .selectFrom("owner_rules")
        .selectAll()
        .where("project", "=", project)
        .orderBy("id")
        .execute();
      return rows.map((row) =>
        OwnerRule.parse({
          ...parseObject(row.rule),
          id: row.id,
          withdrawn: row.withdrawn_at !== null,
          recordedAt: row.recorded_at,
          recordedBy: row.recorded_by,
        }),
      );
    },

    async addRule(project: string, rule: NewOwnerRule, actor: string) {
      const at = now().toISOString();
      const row = { project, rule: JSON.stringify(rule), recorded_at: at, recorded_by: actor };
      const { id } = await db
        .insertInto("owner_rules")
        .values({ ...row, withdrawn_at: null })
        .returning("id")
        .executeTakeFirstOrThrow();
      await changes(db, now).recordChange({
        actor,
        action: "owner rule added",
        detail: { id, rule },
      });
      return { ...rule, id, withdrawn: false, recordedAt: at, recordedBy: actor };
    },

    async withdrawRule(project: string, id: number, actor: string) {
      const { numUpdatedRows } = await db
        .updateTable("owner_rules")
        .set({ withdrawn_at: now().toISOString() })
        .where("project", "=", project)
        .where("id", "=", id)
        .where("withdrawn_at", "is", null)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) return false;
      await changes(db, now).recordChange({
        actor,
        action: "owner rule withdrawn",
        detail: { id },
      });
      return true;
    },
  };
}

function changes(db: Kysely<ControlSchema>, now: () => Date) {
  return {
    async listChanges(limit: number) {
      const rows = await db
        .selectFrom("cost_changes")
        .selectAll()
        .orderBy("id", "desc")
        .limit(limit)
        .execute();
      return rows.map(({ action, actor, at, detail }) => ({
        at,
        actor,
        action,
        detail: parseObject(detail),
      }));
    },

    async recordChange({ action, actor, detail }: ChangeOf & { detail: unknown }) {
      const row = { at: now().toISOString(), actor, action, detail: JSON.stringify(detail) };
      await db.insertInto("cost_changes").values(row).execute();
    },
  };
}

const Place = z.object({ receivedUnixMs: z.number(), project: z.string(), traceId: z.string() });

function places(db: Kysely<ControlSchema>, now: () => Date) {
  return {
    async readPlace(job: string) {
      const row = await db
        .selectFrom("job_places")
        .select("place")
        .where("job", "=", job)
        .executeTakeFirst();
      return row ? Place.parse(parseObject(row.place)) : null;
    },

    async savePlace(job: string, place: ReceiptPlace) {
      const row = { job, place: JSON.stringify(place) };
      await db
        .insertInto("job_places")
        .values(row)
        .onConflict((conflict) => conflict.column("job").doUpdateSet({ place: row.place }))
        .execute();
    },

    async listPeriods(project: string) {
      const rows = await db
        .selectFrom("cost_periods")
        .selectAll()
        .where("project", "=", project)
        .orderBy("month")
        .execute();
      return rows.map((row) =>
        CostPeriod.parse({
          month: row.month,
          state: row.state,
          detail: parseObject(row.detail),
          changedAt: row.changed_at,
        }),
      );
    },

    async savePeriod(project: string, { detail, month, state }: Omit<CostPeriod, "changedAt">) {
      const changed = { state, detail: JSON.stringify(detail), changed_at: now().toISOString() };
      await db
        .insertInto("cost_periods")
        .values({ project, month, ...changed })
        .onConflict((conflict) => conflict.columns(["project", "month"]).doUpdateSet(changed))
        .execute();
    },
  };
}

/** What was stored here as JSON. */
const parseObject = (text: string): Record<string, unknown> =>
  z.record(z.string(), z.unknown()).parse(JSON.parse(text));
