import type { ControlStore } from "../control/control-store.ts";
import { equalHashes, hashSecret, prefixOf } from "../control/secret.ts";

/** Whom a key or a session stands for. */
export interface KeyHolder {
  keyId: string;
  project: string;
}

export interface KeyRing {
  /** Whether a key was ever made: from then on nothing opens without one, even when all are revoked. */
  guarded(): boolean;
  /** Null when the key is unknown or revoked. */
  findKey(key: string): KeyHolder | null;
  /** Null when the session is unknown, over, or its key revoked. */
  findSession(token: string): KeyHolder | null;
  /** Reads the store now, and says there which keys were used. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

export interface KeyRingOptions {
  /** How long a key that was revoked elsewhere stays good, at most. */
  refreshMs: number;
  onError: (error: unknown) => void;
}

interface Keys {
  guarded: boolean;
  byPrefix: Map<string, { sha256: string; holder: KeyHolder }[]>;
  sessions: Map<string, { expiresAt: number; holder: KeyHolder }>; // by hash of the token
}

/** Holds the keys in memory, so that no request waits for the control store. */
export async function openKeyRing(store: ControlStore, options: KeyRingOptions): Promise<KeyRing> {
  let keys = await readKeys(store);
  let used = new Set<string>();

  const refresh = async () => {
    const justUsed = used;
    used = new Set();
    await store.markUsed(justUsed);
    keys = await readKeys(store);
  };
  let refreshing: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    refreshing = refreshing.then(refresh).catch(options.onError);
  }, options.refreshMs);
  timer.unref();

  const found = (holder: KeyHolder | undefined): KeyHolder | null => {
    if (holder) used.add(holder.keyId);
    return holder ?? null;
  };
  return {
    guarded: () => keys.guarded,
    findKey(key) {
      const sha256 = hashSecret(key);
      const candidates = keys.byPrefix.get(prefixOf(key)) ?? [];
      return found(candidates.find((known) => equalHashes(known.sha256, sha256))?.holder);
    },
    findSession(token) {
      const session = keys.sessions.get(hashSecret(token));
      return found(session && session.expiresAt > Date.now() ? session.holder : undefined);
    },
    refresh,
    async close() {
      clearInterval(timer);
      await refreshing;
      await store.markUsed(used);
    },
  };
}

async function readKeys(store: ControlStore): Promise<Keys> {
  const all = await store.listKeys();
  const good = all.filter(({ revokedAt }) => revokedAt === null);
  const holders = new Map(good.map(({ id, project }) => [id, { keyId: id, project }]));
  const keys: Keys = { guarded: all.length > 0, byPrefix: new Map(), sessions: new Map() };
  for (const { id, project, prefix, sha256 } of good) {
    const alike = keys.byPrefix.get(prefix) ?? [];
    alike.push({ sha256, holder: holders.get(id) ?? { keyId: id, project } });
    keys.byPrefix.set(prefix, alike);
  }
  for (const { sha256, keyId, expiresAt } of await store.listSessions()) {
    const holder = holders.get(keyId);
    if (holder) keys.sessions.set(sha256, { expiresAt: Date.parse(expiresAt), holder });
  }
  return keys;
}
