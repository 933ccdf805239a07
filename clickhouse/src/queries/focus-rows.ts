import { z } from "zod";
import type { Database } from "../database.ts";
import { chargesToSum } from "./span-source.ts";

/**
 * The columns of FOCUS 1.2 that are filled in, with `x_` for our own. Source:
 * focus.finops.org, FOCUS specification 1.2, columns.
 */
const columns = {
  BilledCost: "toDecimal128(cost, 12)",
  BillingAccountId: "{project:String}",
  BillingAccountName: "{project:String}",
  BillingCurrency: "'USD'",
  BillingPeriodStart: "toDateTime({period:Date}, 'UTC')",
  BillingPeriodEnd: "toDateTime(addMonths({period:Date}, 1), 'UTC')",
  ChargeCategory: "'Usage'",
  ChargeClass: "if(late = 1, 'Correction', NULL)",
  ChargeDescription: "concat(if(model = '', 'unnamed model', model), ', ', unit)",
  ChargeFrequency: "'Usage-Based'",
  ChargePeriodStart: "toDateTime(day, 'UTC')",
  ChargePeriodEnd: "toDateTime(addDays(day, 1), 'UTC')",
  ConsumedQuantity: "toDecimal128(quantity, 0)",
  ConsumedUnit: "unitName",
  ContractedCost: "BilledCost",
  ContractedUnitPrice: "unitPrice",
  EffectiveCost: "BilledCost",
  InvoiceIssuerName: "providerName",
  ListCost: "BilledCost",
  ListUnitPrice: "unitPrice",
  PricingCategory: "'Standard'",
  PricingQuantity: "ConsumedQuantity",
  PricingUnit: "unitName",
  ProviderName: "providerName",
  PublisherName: "providerName",
  ResourceId: "nullIf(agent, '')",
  ResourceName: "nullIf(agent, '')",
  ServiceCategory: "'AI and Machine Learning'",
  ServiceName: "providerName",
  ServiceSubcategory: "'Generative AI'",
  SkuId: "concat(provider, '/', model, '/', unit)",
  SkuPriceId: "if(card = 0, NULL, toString(card))",
  SubAccountId: "nullIf(businessUnit, '')",
  SubAccountName: "nullIf(businessUnit, '')",
  Tags: `toJSONString(mapFilter((k, v) -> v != '', map('project', costProject, 'use_case', useCase,
    'customer', customer, 'cost_center', costCenter, 'environment', environment)))`,
  x_UseCase: "useCase",
  x_CallCount: "callCount",
  x_Line: "line",
} as const;
export type FocusColumn = keyof typeof columns;

/** In the order in which they stand in a file. */
export const focusColumns = Object.keys(columns).filter(
  (name): name is FocusColumn => name in columns,
);

/** One month's charges as FOCUS rows: a row for each day, owner, model and unit. Values as text; null is empty. */
export function focusRows(
  db: Database,
  query: { project: string; period: string },
): Promise<Record<FocusColumn, string | null>[]> {
  return db.select(Row, `SELECT ${focusColumns.map(textOf).join(", ")} FROM (${sql})`, query);
}

/** The same rows as a Parquet file. */
export function focusParquet(
  db: Database,
  query: { project: string; period: string },
): Promise<Uint8Array> {
  return db.selectFile("Parquet", sql, query);
}

const instants = new Set<FocusColumn>([
  "BillingPeriodStart",
  "BillingPeriodEnd",
  "ChargePeriodStart",
  "ChargePeriodEnd",
]);

const textOf = (name: FocusColumn): string =>
  instants.has(name)
    ? `formatDateTime(${name}, '%Y-%m-%dT%H:%i:%SZ', 'UTC') AS ${name}`
    : `toString(${name}) AS ${name}`;

const Row = z.record(z.enum(focusColumns), z.string().nullable());

// What of a charge no position tells (a reported cost, or an adjustment of one) is one of its own: a call.
const sql = `
  SELECT ${focusColumns.map((name) => `${columns[name]} AS ${name}`).join(",\n         ")}
    FROM (
      SELECT toDate(time, 'UTC') AS day, provider, model, agent, late, line, environment, customer,
             business_unit AS businessUnit,
             cost_project AS costProject,
             use_case AS useCase,
             cost_center AS costCenter,
             price_card AS card,
             position.1 AS unit,
             position.3 AS price,
             position.4 AS per,
             multiIf(unit IN ('request', 'web_search', 'call'), 'Requests',
                     unit = 'minute', 'Minutes', 'Tokens') AS unitName,
             if(price = 0, NULL, toDecimal128(price, 18) / toDecimal128(1000000000000, 0) / per) AS unitPrice,
             if(provider = '', 'unknown', provider) AS providerName,
             sum(toInt128(position.2)) AS quantity,
             divideDecimal(toDecimal128(sum(toInt128(position.5)), 12), toDecimal128(1000000000000, 0), 12) AS cost,
             sum(if(position.6 = 1, booked, 0)) AS callCount
        FROM ${chargesToSum({
          columns: `time, provider, model, agent, late, line, environment, customer, business_unit,
            cost_project, use_case, cost_center, price_card, calls AS booked, cost_pico_usd,
            arrayJoin(arrayConcat(
              arrayMap((u, q, p, n, a, i) -> (toString(u), q, p, n, a, i),
                units, quantities, prices_pico_usd, pers, amounts_pico_usd, arrayEnumerate(units)),
              if(ifNull(cost_pico_usd, 0) = arraySum(amounts_pico_usd) AND notEmpty(units), [],
                [('call', if(empty(units), toInt64(calls), 0), toInt64(0), toInt64(1),
                  ifNull(cost_pico_usd, 0) - arraySum(amounts_pico_usd), toUInt32(empty(units)))]))) AS position`,
          where: ["period = {period:Date}"],
        })}
       GROUP BY day, provider, model, agent, late, line, environment, customer, businessUnit,
                costProject, useCase, costCenter, card, unit, price, per)
   ORDER BY ChargePeriodStart, SubAccountId, SkuId, ResourceId, Tags, SkuPriceId, ChargeClass, x_Line, ListUnitPrice`;
