import { z } from "zod";

// Money is decimal text in US dollars, exact: "0.0375". Two decimals where it says rounded.

/** What a report may be told apart by, and narrowed to. */
export const costDimensions = [
  "businessUnit",
  "project",
  "useCase",
  "agent",
  "model",
  "provider",
  "environment",
  "customer",
  "costCenter",
  "line",
] as const;
export type CostDimension = (typeof costDimensions)[number];

const CostSums = {
  costUsd: z.string(), // of the calls whose cost is known
  roundedUsd: z.string(), // to cents
  calls: z.number(),
  unpricedCalls: z.number(), // of unknown cost: they add nothing to costUsd
  failedCalls: z.number(),
  failedUsd: z.string(), // what failed calls cost all the same
  judgeUsd: z.string(), // what judging other calls cost
  adjustedUsd: z.string(), // of costUsd, what adjustments changed
  lateUsd: z.string(), // of costUsd, corrections of months that were closed
};

/** What a month cost, told apart by one dimension. */
export const CostReport = z.object({
  month: z.string(), // YYYY-MM
  by: z.enum(costDimensions),
  /** What the report is narrowed to; "" for what belongs to nobody. */
  filter: z.partialRecord(z.enum(costDimensions), z.string()),
  state: z.enum(["open", "soft-closed", "reconciled", "closed"]),
  total: z.object(CostSums),
  /** `value` "" is what belongs to nobody: it comes first. Then by cost, the largest first. */
  rows: z.array(z.object({ value: z.string(), ...CostSums, previousUsd: z.string() })),
  rowsTotal: z.number(), // rows past the limit are in no list, but in the total
  previousUsd: z.string(), // the month before, all of it
  roundingUsd: z.string(), // the rounded total, less the sum of all rounded rows
  days: z.array(z.object({ date: z.string(), costUsd: z.string() })), // days without cost are left out
});
export type CostReport = z.infer<typeof CostReport>;

/** The months that anything was booked in, the latest first. */
export const CostMonths = z.object({
  months: z.array(
    z.object({
      month: z.string(), // YYYY-MM
      state: CostReport.shape.state,
      costUsd: z.string(),
      calls: z.number(),
      unpricedCalls: z.number(),
    }),
  ),
});
export type CostMonths = z.infer<typeof CostMonths>;

/** The traces that cost most in a month, of what the report is narrowed to. */
export const CostTraces = z.object({
  month: z.string(),
  traces: z.array(
    z.object({
      traceId: z.string(),
      startTime: z.string(),
      costUsd: z.string(),
      calls: z.number(),
      unpricedCalls: z.number(),
      agents: z.array(z.string()),
      models: z.array(z.string()),
    }),
  ),
  truncated: z.boolean(),
});
export type CostTraces = z.infer<typeof CostTraces>;

/** Calls of unknown cost, by why that is. They are charged when their price is recorded. */
export const UnpricedCalls = z.object({
  rows: z.array(
    z.object({
      provider: z.string(),
      model: z.string(),
      calls: z.number(),
      firstTime: z.string(),
      lastTime: z.string(),
      traceId: z.string(), // one of them
      /** What is missing. A call without usage, as a failed one, is never charged; it stays unknown. */
      reason: z.enum(["price", "usage"]),
    }),
  ),
});
export type UnpricedCalls = z.infer<typeof UnpricedCalls>;

/** Why a span cost what it did. */
export const SpanCharge = z.object({
  costUsd: z.string().nullable(), // null: unknown
  rule: z.enum(["computed", "reported", "none"]),
  computedUsd: z.string().nullable(),
  reportedUsd: z.string().nullable(),
  line: z.string(), // "model", "embedding", "judge", "tool", "retrieval" or "human"
  positions: z.array(
    z.object({
      unit: z.string(),
      quantity: z.string(), // whole
      priceUsd: z.string(), // for `per` units
      per: z.number(),
      amountUsd: z.string(),
    }),
  ),
  price: z
    .object({
      version: z.number(),
      book: z.enum(["contract", "list"]),
      provider: z.string(),
      model: z.string(),
      source: z.string(),
      validFrom: z.string(), // "" for ever
      recordedAt: z.string(),
    })
    .nullable(),
  owner: z.object({
    businessUnit: z.string(),
    project: z.string(),
    useCase: z.string(),
    customer: z.string(),
    costCenter: z.string(),
  }),
  adjustments: z.array(
    z.object({ bookedAt: z.string(), month: z.string(), reason: z.string(), costUsd: z.string() }),
  ),
  month: z.string(), // booked in
});
export type SpanCharge = z.infer<typeof SpanCharge>;

/** Prices as they are believed now. */
export const PriceList = z.object({
  cards: z.array(
    z.object({
      id: z.number(),
      book: z.enum(["contract", "list"]),
      provider: z.string(),
      model: z.string(),
      region: z.string(),
      serviceTier: z.string(),
      validFrom: z.string(),
      validTo: z.string(),
      daily: z.string(), // "01:00:00–04:00:00 UTC"; "" for the whole day
      rates: z.array(
        z.object({ unit: z.string(), price: z.string(), per: z.number(), tierStart: z.number() }),
      ),
      source: z.string(),
      recordedAt: z.string(),
      recordedBy: z.string(),
    }),
  ),
  cardsTotal: z.number(),
});
export type PriceList = z.infer<typeof PriceList>;
