/** Something a sender was told no to: the status page shows the latest, newest first. */
export interface Refusal {
  time: string; // RFC 3339, of the latest
  reason: string; // a short name, as in the counters
  message: string;
  count: number; // how often since the server started
}

export interface RecentRefusals {
  add(reason: string, message: string): void;
  list(): Refusal[];
}

const refusalsMax = 20;
const messageCharactersMax = 300;

/** Remembers the latest different refusals, however often each of them came. */
export function createRecentRefusals(now: () => Date): RecentRefusals {
  const refusals = new Map<string, Refusal>(); // oldest first
  return {
    add(reason, whole) {
      const message = whole.slice(0, messageCharactersMax);
      const key = `${reason} ${message}`;
      const count = (refusals.get(key)?.count ?? 0) + 1;
      refusals.delete(key);
      refusals.set(key, { time: now().toISOString(), reason, message, count });
      const [oldest] = refusals.keys();
      if (refusals.size > refusalsMax && oldest !== undefined) refusals.delete(oldest);
    },
    list: () => [...refusals.values()].toReversed(),
  };
}
