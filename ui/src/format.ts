/** What stands where a value is unknown; zero is a value. */
export const unknown = "—";

/** `1_500_000` → `1.5 ms`: three digits up to a minute, then `1m 40s`, `1h 40m`, `2d 3h`. */
export function formatDuration(durationNs: number): string {
  if (durationNs < 59.95e9) return shortDuration(durationNs);
  const seconds = Math.round(durationNs / 1e9);
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${seconds % 60}s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
  const hours = Math.round(minutes / 60);
  return `${Math.floor(hours / 24)}d ${hours % 24}h`;
}

function shortDuration(durationNs: number): string {
  // Chosen after rounding: 999,999 ns are 1 ms, not 1000 µs.
  for (const [unit, ns] of [
    ["ns", 1],
    ["µs", 1e3],
    ["ms", 1e6],
  ] as const) {
    const rounded = Number((durationNs / ns).toPrecision(3));
    if (rounded < 1000) return `${rounded} ${unit}`;
  }
  return `${Number((durationNs / 1e9).toPrecision(3))} s`;
}

const whole = new Intl.NumberFormat("en-US");

/** `1234567` → `1,234,567`. */
export function formatCount(count: number): string {
  return whole.format(count);
}

/** A count in little space: `999`, `1.23k`, `45.6M`, three digits. Null is unknown. */
export function formatTokens(count: number | null): string {
  if (count === null) return unknown;
  for (const [suffix, size] of [
    ["", 1],
    ["k", 1e3],
    ["M", 1e6],
    ["B", 1e9],
  ] as const) {
    const rounded = Number((count / size).toPrecision(3));
    if (rounded < 1000 || suffix === "B") return `${rounded}${suffix}`;
  }
  return String(count);
}

/** `0.1234` → `12.3%`; shares that are neither none nor all never read as 0% or 100%. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.001) return "<0.1%";
  if (share < 1 && share > 0.999) return ">99.9%";
  return `${Number((share * 100).toFixed(1))}%`;
}

/** `1536` → `1.5 KiB`. */
export function formatBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let size = bytes;
  let step = 0;
  while (size >= 1023.5 && step < units.length - 1) {
    size /= 1024;
    step++;
  }
  return `${Number(size.toPrecision(3))} ${units[step]}`;
}
