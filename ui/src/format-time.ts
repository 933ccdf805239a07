/** How much of an instant is shown. */
export type TimeStyle = "day" | "minute" | "second" | "full";

const date = { day: "2-digit", month: "short" } as const;
const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
const styles: Record<TimeStyle, Intl.DateTimeFormatOptions> = {
  day: date,
  minute: { ...date, ...clock },
  second: { ...date, ...clock, second: "2-digit" },
  full: { year: "numeric", ...date, ...clock, second: "2-digit", fractionalSecondDigits: 3 },
};

const formats = new Map<string, Intl.DateTimeFormat>();

/** `22 Nov, 15:04:05` in a zone: `UTC`, `local` or an IANA name. Takes RFC 3339 or milliseconds. */
export function formatTime(
  instant: string | number,
  zone: string,
  style: TimeStyle = "second",
): string {
  const ms = typeof instant === "number" ? instant : Date.parse(instant);
  return Number.isNaN(ms) ? String(instant) : formatOf(zone, style).format(ms);
}

function formatOf(zone: string, style: TimeStyle): Intl.DateTimeFormat {
  // Making one costs a hundred times what using it does, and a list uses it for each row.
  const key = `${zone} ${style}`;
  const known = formats.get(key);
  if (known) return known;
  const timeZone = zone === "local" ? undefined : zone;
  const format = new Intl.DateTimeFormat("en-GB", { ...styles[style], timeZone });
  formats.set(key, format);
  return format;
}

/** The zone as column heads name it: `UTC`, `Europe/Berlin`, `local time`. */
export function zoneLabel(zone: string): string {
  return zone === "local" ? "local time" : zone;
}

/** `3 min ago`, `2 d ago`, `now`: for what the reader compares with the present. */
export function formatAgo(instant: string, nowMs: number): string {
  const seconds = Math.round((nowMs - Date.parse(instant)) / 1000);
  if (seconds < 5) return "now";
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}
