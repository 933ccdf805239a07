import { once } from "node:events";
import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Database } from "@spanward/clickhouse";
import { z } from "zod";
import { newDataFolder } from "../open-test-server.ts";
import { type Spanward, startSpanward } from "../spanward.ts";
import { type SentBatch, tokensPerSpan } from "./load.ts";

/** A server in a process of its own that is made to suffer. It keeps its port and its folder. */
export class Victim {
  readonly url: string;
  readonly dataDir: string;
  readonly #env: Record<string, string>;
  #server: Spanward | null = null;
  /** The most memory that server and engine ever had, bytes. */
  rssMax = { server: 0, engine: 0 };

  private constructor(port: number, dataDir: string, env: Record<string, string>) {
    this.url = `http://127.0.0.1:${port}`;
    this.dataDir = dataDir;
    this.#env = {
      SPANWARD_DATA_DIR: dataDir,
      SPANWARD_HTTP_PORT: String(port),
      SPANWARD_GRPC: "false",
      SPANWARD_LOG_LEVEL: "error",
      ...env,
    };
  }

  static async start(env: Record<string, string> = {}, dataDir?: string): Promise<Victim> {
    const folder = dataDir ?? (await newDataFolder());
    const victim = new Victim(await freePort(), folder, env);
    await victim.start();
    return victim;
  }

  get pid(): number {
    return this.#server?.process.pid ?? 0;
  }

  get stderr(): string {
    return this.#server?.stderr ?? "";
  }

  /** Resolves when it listens. */
  async start(): Promise<void> {
    this.#server = startSpanward(["serve"], this.#env);
    await this.#server.said(/Open\s+(http\S+)/);
  }

  async kill(): Promise<void> {
    this.sample();
    this.#server?.process.kill("SIGKILL");
    await this.#server?.ended;
  }

  /** Kills the engine alone. */
  killEngine(): void {
    this.sample();
    for (const pid of childrenOf(this.pid)) process.kill(pid, "SIGKILL");
  }

  /** Notes how much memory was used. */
  sample(): void {
    const [engine = 0] = childrenOf(this.pid);
    this.rssMax.server = Math.max(this.rssMax.server, peakBytes(this.pid));
    this.rssMax.engine = Math.max(this.rssMax.engine, peakBytes(engine));
  }

  async status(): Promise<Ingest> {
    const answer: unknown = await (await fetch(`${this.url}/api/status`)).json();
    return z.object({ ingest: Ingest }).parse(answer).ingest;
  }

  /** Waits until all that was acknowledged is queryable. */
  async settled(): Promise<Ingest> {
    for (;;) {
      const ingest = await this.status().catch(() => null); // it may be in the middle of something
      if (ingest && ingest.waiting === 0 && ingest.oldestWaitingMs === 0) return ingest;
      await delay(100);
    }
  }

  /** Waits until a question to the store is answered. */
  async answeredAgain(): Promise<void> {
    for (;;) {
      const signal = AbortSignal.timeout(10_000);
      const response = await fetch(`${this.url}/api/traces?limit=1`, { signal }).catch(() => null);
      await response?.arrayBuffer().catch(() => {}); // cut off by the next failure
      if (response?.ok) return;
      await delay(20);
    }
  }

  async stop(): Promise<void> {
    this.sample();
    this.#server?.process.kill("SIGTERM");
    await this.#server?.ended;
  }

  async remove(): Promise<void> {
    await this.kill();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  /** What is stored, asked of the folder itself. The server must have stopped. */
  async stored(): Promise<Stored> {
    const db = await Database.openEmbedded({ path: join(this.dataDir, "clickhouse") });
    try {
      return await readStored(db);
    } finally {
      await db.close();
    }
  }
}

const Ingest = z.object({
  accepted: z.number(),
  stored: z.number(),
  rejected: z.number(),
  waiting: z.number(),
  oldestWaitingMs: z.number(),
});
type Ingest = z.infer<typeof Ingest>;

/** Spans and tokens by trace, and spans that have content. */
export type Stored = Map<string, { spans: number; tokens: number; contents: number }>;

const StoredRow = z.object({
  traceId: z.string(),
  spans: z.coerce.number(),
  tokens: z.coerce.number(),
  contents: z.coerce.number(),
});

export async function readStored(db: Database): Promise<Stored> {
  const rows = await db.select(
    StoredRow,
    `SELECT trace_id AS traceId, count() AS spans, sum(input_tokens) AS tokens, any(c.n) AS contents
       FROM spans FINAL
       LEFT JOIN (SELECT trace_id, count() AS n FROM span_io FINAL GROUP BY trace_id) AS c
            ON c.trace_id = spans.trace_id
      GROUP BY trace_id`,
  );
  return new Map(rows.map(({ traceId, ...sums }) => [traceId, sums]));
}

/** Spans that were acknowledged, and what became of them. */
export interface Verdict {
  acknowledged: number;
  stored: number;
  lost: number;
  doubled: number;
}

/** What nobody acknowledged may be there or not, but at most once and only as a whole. */
export function judge(batches: readonly SentBatch[], stored: Stored): Verdict {
  const verdict = { acknowledged: 0, stored: 0, lost: 0, doubled: 0 };
  for (const { body, spans, traceId } of batches) {
    const found = stored.get(traceId) ?? { spans: 0, tokens: 0, contents: 0 };
    const acknowledged = body === null;
    const whole = Math.min(found.spans, found.contents, Math.round(found.tokens / tokensPerSpan));
    const most = Math.max(found.spans, found.contents, Math.round(found.tokens / tokensPerSpan));
    if (acknowledged) verdict.acknowledged += spans;
    verdict.stored += found.spans;
    if (acknowledged || most > 0) verdict.lost += Math.max(0, spans - whole);
    verdict.doubled += Math.max(0, most - spans);
  }
  return verdict;
}

function childrenOf(pid: number): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
    return children.split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** 0 where it cannot be known. */
function peakBytes(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}
