import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { startLoad } from "./load.ts";
import type { FaultReport } from "./report.ts";
import { judge, Victim } from "./victim.ts";

/** One in so many connections begins a request and goes on a byte at a time. */
const slowOneIn = 20;
const bombs = 50;

/**
 * Thousands of connections that say nothing, hundreds that say it slowly, and bodies that inflate without
 * end, while others send.
 */
export async function crowd(connections: number): Promise<FaultReport> {
  const victim = await Victim.start();
  const sockets: Socket[] = [];
  try {
    const load = startLoad({ url: victim.url, senders: 4, pauseMs: 30, oddEvery: 10 });
    const { hostname, port } = new URL(victim.url);
    for (let opened = 0; opened < connections; opened += 1) {
      const socket = connect(Number(port), hostname).on("error", () => {});
      sockets.push(socket);
      if (opened % 100 === 99) await once(socket, "connect");
    }
    await delay(1000);
    const open = sockets.filter(({ readyState }) => readyState === "open");
    const slow = open.filter((_, index) => index % slowOneIn === 0);
    const head =
      "POST /v1/traces HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n";
    for (const socket of slow) socket.write(`${head}content-length: 1000000\r\n\r\n{`);
    const before = load.acknowledged();
    const throwing = throwBombs(victim.url, load.refusals);
    for (let second = 0; second < 10; second += 1) {
      await delay(1000);
      for (const socket of slow.filter(({ destroyed }) => !destroyed)) socket.write(" ");
    }
    await throwing;
    const during = load.acknowledged() - before;
    for (const socket of sockets) socket.destroy();
    await load.stop(30_000);
    const { accepted, rejected, stored, waiting } = await victim.settled();
    const unbalanced = accepted === stored + rejected + waiting ? 0 : 1;
    await victim.stop();
    const verdict = judge(load.batches, await victim.stored());
    return {
      name: `a crowd of ${connections}, and ${bombs} gzip bombs`,
      rounds: 1,
      ...verdict,
      refusals: load.refusals,
      unbalanced,
      recoveriesMs: [],
      rssMax: victim.rssMax,
      note: `${open.length} connections were open, ${slow.length} of them slow; ${during} spans were acknowledged in those 10 s`,
    };
  } finally {
    for (const socket of sockets) socket.destroy();
    await victim.remove();
  }
}

/** A megabyte that becomes a gigabyte. */
async function throwBombs(url: string, refusals: Map<string, number>): Promise<void> {
  const body = gzipSync(Buffer.alloc(2 ** 30), { level: 9 });
  const headers = { "content-type": "application/x-protobuf", "content-encoding": "gzip" };
  for (let thrown = 0; thrown < bombs; thrown += 1) {
    const response = await fetch(`${url}/v1/traces`, { method: "POST", headers, body });
    await response.arrayBuffer();
    const reason = `${response.status} to a gzip bomb`;
    refusals.set(reason, (refusals.get(reason) ?? 0) + 1);
  }
}
