import type { CostPeriod } from "./cost-store.ts";

/** The month that what happened in `month` is booked in: itself, or the first after it that is not closed. */
export function openPeriodOf(periods: readonly CostPeriod[]): (month: string) => string {
  const closed = new Set(
    periods.filter(({ state }) => state === "closed").map(({ month }) => month),
  );
  return (month) => {
    let period = month;
    while (closed.has(period)) period = monthAfter(period);
    return period;
  };
}

/** The first day of the next month: 2026-12-01 → 2027-01-01. */
export function monthAfter(month: string): string {
  const [year = 0, number = 0] = month.split("-").map(Number);
  return number === 12 ? `${year + 1}-01-01` : `${year}-${String(number + 1).padStart(2, "0")}-01`;
}
