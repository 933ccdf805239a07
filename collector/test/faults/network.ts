import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Database } from "@spanward/clickhouse";
import { type Fault, faults, FaultyProxy } from "../faulty-proxy.ts";
import { startLoad } from "./load.ts";
import type { FaultReport } from "./report.ts";
import { judge, readStored, Victim } from "./victim.ts";

// The embedded engine speaks ClickHouse's HTTP interface: in a process of its own it is the remote server
// here, behind a proxy that does what networks do.

interface Remote {
  victim: Victim;
  proxy: FaultyProxy;
  db: Database;
  close(): Promise<void>;
}

async function openRemote(env: Record<string, string> = {}): Promise<Remote> {
  const folder = await mkdtemp(join(tmpdir(), "spanward-remote-"));
  const db = await Database.openEmbedded({ path: folder });
  const endpoint = db.engine?.endpoint;
  if (!endpoint) throw new Error("the engine is not up");
  const proxy = await FaultyProxy.open(endpoint.url);
  const victim = await Victim.start({
    SPANWARD_STORE__KIND: "remote",
    SPANWARD_STORE__URL: proxy.url,
    SPANWARD_STORE__USERNAME: endpoint.username,
    SPANWARD_STORE__PASSWORD: endpoint.password,
    SPANWARD_STORE__DATABASE: "faults",
    SPANWARD_STORE__TIMEOUT_MS: "2000",
    ...env,
  });
  const close = async (): Promise<void> => {
    await victim.remove();
    await proxy.close();
    await db.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { victim, proxy, db, close };
}

async function readRemote({
  endpoint,
}: NonNullable<Database["engine"]>): Promise<ReturnType<typeof readStored>> {
  if (!endpoint) throw new Error("the engine is not up");
  const db = Database.openRemote({ ...endpoint, database: "faults", timeoutMs: 600_000 });
  return readStored(db).finally(() => db.close());
}

interface Disturbance {
  name: string;
  rounds: { fault: Fault; ms: number }[];
  senders?: number;
}

/** ClickHouse cannot be reached for so long. */
export const outage = (ms: number): Promise<FaultReport> =>
  disturb({
    name: `ClickHouse gone for ${Math.round(ms / 1000)} s`,
    rounds: [{ fault: "gone", ms }],
  });

/** Every fault of the network in turn, `rounds` of them. */
export const badNetwork = (rounds: number): Promise<FaultReport> =>
  disturb({
    name: "a network that stalls, cuts and drops",
    rounds: Array.from({ length: rounds }, (_, round) => ({
      fault: faults[round % faults.length] ?? "gone",
      ms: 300 + (round % 7) * 300,
    })),
  });

async function disturb({ name, rounds, senders = 4 }: Disturbance): Promise<FaultReport> {
  const remote = await openRemote();
  const { db, proxy, victim } = remote;
  try {
    const load = startLoad({ url: victim.url, senders, pauseMs: 30, oddEvery: 10 });
    const recoveriesMs: number[] = [];
    let unbalanced = 0;
    await delay(1000);
    for (const { fault, ms } of rounds) {
      proxy.fault = fault;
      await delay(ms);
      proxy.fault = null;
      const backAt = performance.now();
      const { accepted, rejected, stored, waiting } = await victim.status();
      if (accepted !== stored + rejected + waiting) unbalanced += 1;
      while ((await victim.status()).oldestWaitingMs > 3000) await delay(50);
      recoveriesMs.push(performance.now() - backAt);
    }
    await load.stop(30_000);
    await victim.settled();
    await victim.stop();
    if (!db.engine) throw new Error("the engine is not up");
    const verdict = judge(load.batches, await readRemote(db.engine));
    const { refusals } = load;
    const report = { name, rounds: rounds.length, ...verdict, refusals, unbalanced, recoveriesMs };
    return { ...report, rssMax: victim.rssMax };
  } finally {
    await remote.close();
  }
}
