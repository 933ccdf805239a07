/** What a clock in `zone` (`UTC`, `local` or IANA) shows at an instant: `2026-11-22T15:04:05`. */
export function wallClockOf(instant: string, zone: string): string {
  return clockAt(Date.parse(instant), zone);
}

/**
 * The instant, in RFC 3339, at which a clock in `zone` shows this; null when the text is no time. Of two
 * such instants, when clocks go back, the earlier; of none, when they go forward, the one just after.
 */
export function instantOf(wallClock: string, zone: string): string | null {
  const shown = Date.parse(`${wallClock}Z`);
  if (Number.isNaN(shown)) return null;
  // The offset at a guess is the offset at the answer, unless clocks change in between: look at both.
  const before = shown - zoneOffsetMs(shown - 86_400_000, zone);
  const after = shown - zoneOffsetMs(shown + 86_400_000, zone);
  const hit = [before, after].find((ms) => ms + zoneOffsetMs(ms, zone) === shown);
  return new Date(hit ?? before).toISOString();
}

/** How far a clock in `zone` is ahead of UTC at an instant. Both in ms. */
export function zoneOffsetMs(ms: number, zone: string): number {
  return Date.parse(`${clockAt(ms, zone)}Z`) - Math.floor(ms / 1000) * 1000;
}

function clockAt(ms: number, zone: string): string {
  // Swedish writes dates the ISO way.
  const format = new Intl.DateTimeFormat("sv-SE", {
    dateStyle: "short",
    timeStyle: "medium",
    timeZone: zone === "local" ? undefined : zone,
  });
  return format.format(ms).replace(" ", "T");
}
