/**
 * A period the reader looks at: relative to now (`24h`), fixed (`from,to` in RFC 3339) or everything
 * kept (`all`). The text form is what stands in the address.
 */
export type TimeRange =
  | { kind: "relative"; amount: number; unit: RangeUnit }
  | { kind: "absolute"; from: string; to: string }
  | { kind: "all" };

type RangeUnit = keyof typeof units;
const units = {
  m: { name: "minute", ms: 60_000 },
  h: { name: "hour", ms: 3_600_000 },
  d: { name: "day", ms: 86_400_000 },
};
const isUnit = (text: string | undefined): text is RangeUnit => text !== undefined && text in units;

/** What the picker offers. */
export const rangePresets = ["15m", "1h", "6h", "24h", "7d", "30d", "all"] as const;

/** Reads the text form; null when it is none. */
export function parseRange(text: string): TimeRange | null {
  if (text === "all") return { kind: "all" };
  const [, amount, unit] = /^(\d{1,4})([a-z])$/.exec(text) ?? [];
  if (isUnit(unit)) return { kind: "relative", amount: Number(amount), unit };
  const [from, to, ...rest] = text.split(",");
  if (!from || !to || rest.length > 0) return null;
  if (!(Date.parse(from) < Date.parse(to))) return null;
  return { kind: "absolute", from, to };
}

/** The period's ends in RFC 3339, half-open. Undefined ends are open: everything kept. */
export function rangeEnds(range: TimeRange, nowMs: number): { from?: string; to?: string } {
  switch (range.kind) {
    case "relative":
      // No end: what starts while the page is open, or on a machine whose clock is ahead, belongs to it.
      return { from: new Date(nowMs - range.amount * units[range.unit].ms).toISOString() };
    case "absolute":
      return { from: range.from, to: range.to };
    case "all":
      return {};
  }
}

/** `Last 24 hours`, `All time`; for a fixed period, `formatEnd` writes its two ends. */
export function rangeLabel(range: TimeRange, formatEnd: (instant: string) => string): string {
  switch (range.kind) {
    case "relative": {
      const { amount, unit } = range;
      return amount === 1 ? `Last ${units[unit].name}` : `Last ${amount} ${units[unit].name}s`;
    }
    case "absolute":
      return `${formatEnd(range.from)} – ${formatEnd(range.to)}`;
    case "all":
      return "All time";
  }
}

/** The shortest preset that still shows an instant, in text form. */
export function presetReaching(instant: string, nowMs: number): string {
  const ageMs = nowMs - Date.parse(instant);
  const reaches = (text: string) => {
    const range = parseRange(text);
    return range?.kind !== "relative" || range.amount * units[range.unit].ms > ageMs;
  };
  return rangePresets.find((text) => reaches(text)) ?? "all";
}
