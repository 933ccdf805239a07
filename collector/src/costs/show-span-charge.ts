import type { ChargePosition, ChargeRecord } from "@spanward/clickhouse/records";
import type { SpanCharge } from "../api/answers/costs.ts";
import { formatPicoUsd } from "./pico-usd.ts";
import type { PriceBook } from "./price-book.ts";

/** Why a span costs what it does, from everything that was booked for it; null when nothing was. */
export function showSpanCharge(rows: readonly ChargeRecord[], book: PriceBook): SpanCharge | null {
  const [first] = rows;
  const last = rows.at(-1);
  if (first === undefined || last === undefined) return null;
  const sum = (of: (row: ChargeRecord) => bigint | null): string | null => {
    const known = rows.map(of).filter((value) => value !== null);
    return known.length === 0 ? null : formatPicoUsd(known.reduce((a, b) => a + b, 0n));
  };
  const isUnknown = rows.reduce((total, { unpriced }) => total + unpriced, 0) > 0;
  const card = book.card(rows.findLast(({ priceCard }) => priceCard > 0)?.priceCard ?? 0);
  return {
    costUsd: isUnknown ? null : sum(({ costPicoUsd }) => costPicoUsd),
    rule: last.rule,
    computedUsd: sum(({ computedPicoUsd }) => computedPicoUsd),
    reportedUsd: sum(({ reportedPicoUsd }) => reportedPicoUsd),
    line: last.line,
    positions: positionsOf(rows),
    price: card && {
      version: card.id,
      book: card.book,
      provider: card.provider,
      model: card.model,
      source: card.source,
      validFrom: card.validFrom,
      recordedAt: card.recordedAt,
    },
    owner: {
      businessUnit: last.businessUnit,
      project: last.costProject,
      useCase: last.useCase,
      customer: last.customer,
      costCenter: last.costCenter,
    },
    adjustments: rows
      .filter(({ sequence }) => sequence > 0)
      .map(({ bookedUnixMs, costPicoUsd, period, reason }) => ({
        bookedAt: new Date(bookedUnixMs).toISOString(),
        month: period.slice(0, 7),
        reason,
        costUsd: formatPicoUsd(costPicoUsd ?? 0n),
      })),
    month: first.period.slice(0, 7),
  };
}

/** What is left of all positions when adjustments have been added to what they adjust. */
function positionsOf(rows: readonly ChargeRecord[]): SpanCharge["positions"] {
  const sums = new Map<string, ChargePosition>();
  for (const position of rows.flatMap(({ positions }) => positions)) {
    const key = `${position.unit} ${position.pricePicoUsd} ${position.per}`;
    const before = sums.get(key);
    sums.set(key, {
      ...position,
      quantity: position.quantity + (before?.quantity ?? 0n),
      amountPicoUsd: position.amountPicoUsd + (before?.amountPicoUsd ?? 0n),
    });
  }
  return [...sums.values()]
    .filter(({ amountPicoUsd, quantity }) => quantity !== 0n || amountPicoUsd !== 0n)
    .map(({ amountPicoUsd, per, pricePicoUsd, quantity, unit }) => ({
      unit,
      quantity: String(quantity),
      priceUsd: formatPicoUsd(pricePicoUsd),
      per: Number(per),
      amountUsd: formatPicoUsd(amountPicoUsd),
    }));
}
