import type { Verdict } from "./victim.ts";

/** What came of one kind of fault. */
export interface FaultReport extends Verdict {
  name: string;
  rounds: number;
  /** What senders heard instead of 200, and how often. */
  refusals: ReadonlyMap<string, number>;
  /** How often accepted = stored + rejected + waiting did not hold. */
  unbalanced: number;
  /** From the fault to the first answer after it. */
  recoveriesMs: number[];
  rssMax: { server: number; engine: number };
  /** What else is worth saying. */
  note?: string;
}

const mib = (bytes: number): string => `${Math.round(bytes / 2 ** 20)}`;
const seconds = (ms: number): string => (ms / 1000).toFixed(1);

export const reportHead = [
  "fault",
  "rounds",
  "acked",
  "stored",
  "lost",
  "doubled",
  "unbalanced",
  "recovery s p50 / max",
  "RSS MiB server / engine",
];

/** One line of the table. */
export function reportRow(report: FaultReport): string[] {
  const { acknowledged, doubled, lost, recoveriesMs, rssMax, stored, unbalanced } = report;
  const sorted = recoveriesMs.toSorted((one, other) => one - other);
  const recovery =
    sorted.length === 0
      ? "–"
      : `${seconds(sorted[sorted.length >> 1] ?? 0)} / ${seconds(sorted.at(-1) ?? 0)}`;
  return [
    report.name,
    String(report.rounds),
    ...[acknowledged, stored, lost, doubled, unbalanced].map(String),
    recovery,
    `${mib(rssMax.server)} / ${mib(rssMax.engine)}`,
  ];
}

/** Whether nothing happened that must not. */
export const isClean = ({ acknowledged, doubled, lost, unbalanced }: FaultReport): boolean =>
  acknowledged > 0 && lost === 0 && doubled === 0 && unbalanced === 0;
