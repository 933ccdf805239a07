import { z } from "zod";
import type { Database } from "../database.ts";
import { type ChargeRecord, chargeLines } from "../records/index.ts";
import { chargesById } from "./span-source.ts";

const Whole = z.coerce.bigint();
const Truth = z.coerce.number().transform((value) => value === 1);

const Row = z.object({
  project: z.string(),
  period: z.string(),
  traceId: z.string(),
  spanId: z.string(),
  line: z.enum(chargeLines),
  sequence: z.number(),
  timeUnixNano: Whole,
  reason: z.string(),
  late: Truth,
  provider: z.string(),
  model: z.string(),
  service: z.string(),
  environment: z.string(),
  agent: z.string(),
  businessUnit: z.string(),
  costProject: z.string(),
  useCase: z.string(),
  customer: z.string(),
  costCenter: z.string(),
  failed: Truth,
  calls: z.number(),
  unpriced: z.number(),
  positions: z.array(z.tuple([z.string(), Whole, Whole, Whole, Whole])),
  computedPicoUsd: Whole.nullable(),
  reportedPicoUsd: Whole.nullable(),
  costPicoUsd: Whole.nullable(),
  rule: z.enum(["computed", "reported", "none"]),
  priceCard: z.number(),
  priceSource: z.string(),
  bookedUnixMs: z.coerce.number(),
});

/** Everything booked for the spans of some traces, each row once, in the order it was booked. */
export async function traceCharges(
  db: Database,
  query: { project: string; traceIds: readonly string[] },
): Promise<ChargeRecord[]> {
  const rows = await db.select(Row, sql, query);
  return rows.map(({ positions, ...row }) => ({
    ...row,
    positions: positions.map(([unit, quantity, pricePicoUsd, per, amountPicoUsd]) => ({
      unit,
      quantity,
      pricePicoUsd,
      per,
      amountPicoUsd,
    })),
  }));
}

const sql = `
  SELECT project,
         toString(period) AS period,
         trace_id AS traceId,
         span_id AS spanId,
         line, sequence,
         toUnixTimestamp64Nano(time) AS timeUnixNano,
         reason, late, provider, model, service, environment, agent,
         business_unit AS businessUnit,
         cost_project AS costProject,
         use_case AS useCase,
         customer,
         cost_center AS costCenter,
         failed, calls, unpriced,
         arrayZip(units, quantities, prices_pico_usd, pers, amounts_pico_usd) AS positions,
         computed_pico_usd AS computedPicoUsd,
         reported_pico_usd AS reportedPicoUsd,
         cost_pico_usd AS costPicoUsd,
         rule,
         price_card AS priceCard,
         price_source AS priceSource,
         toUnixTimestamp64Milli(booked_at) AS bookedUnixMs
    FROM ${chargesById({
      columns: "* EXCEPT (is_deleted)",
      where: ["trace_id IN {traceIds:Array(String)}"],
    })}
   ORDER BY traceId, spanId, line, sequence`;
