import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startLoad } from "./load.ts";
import type { FaultReport } from "./report.ts";
import { judge, Victim } from "./victim.ts";

const MiB = 2 ** 20;
const diskMiB = 400;

/**
 * Somebody else fills the disk to its last byte, and frees it again, while senders send. Null where no
 * file system of its own can be had: that takes root and Linux.
 */
export async function fullDisk(rounds: number): Promise<FaultReport | null> {
  const disk = await mkdtemp(join(tmpdir(), "spanward-disk-"));
  const mount = ["-t", "tmpfs", "-o", `size=${diskMiB}m`, "tmpfs", disk];
  if (spawnSync("mount", mount, { stdio: "ignore" }).status !== 0) {
    await rm(disk, { recursive: true });
    return null;
  }
  // A server that takes no notice of the room there is, so that it runs against the wall itself.
  const env = { SPANWARD_LIMITS__DISK_FREE_BYTES: "0" };
  const victim = await Victim.start(env, join(disk, "data"));
  try {
    const load = startLoad({ url: victim.url, senders: 4, pauseMs: 30, oddEvery: 10 });
    const recoveriesMs: number[] = [];
    let unbalanced = 0;
    for (let round = 0; round < rounds; round += 1) {
      await delay(1000);
      await fill(join(disk, "filler"));
      await delay(2000);
      await rm(join(disk, "filler"));
      const freedAt = performance.now();
      await load.nextAcknowledgement();
      recoveriesMs.push(performance.now() - freedAt);
      const { accepted, rejected, stored, waiting } = await victim.status();
      if (accepted !== stored + rejected + waiting) unbalanced += 1;
    }
    await load.stop(30_000);
    await victim.settled();
    await victim.stop();
    const verdict = judge(load.batches, await victim.stored());
    const { refusals } = load;
    const report = { name: "disk full", rounds, ...verdict, refusals, unbalanced, recoveriesMs };
    return { ...report, rssMax: victim.rssMax };
  } finally {
    await victim.remove();
    spawnSync("umount", ["-l", disk]);
    await rm(disk, { recursive: true, force: true });
  }
}

/** Writes until nothing more goes in. */
async function fill(path: string): Promise<void> {
  const append = (bytes: number): Promise<boolean> =>
    writeFile(path, Buffer.alloc(bytes), { flag: "a" }).then(
      () => true,
      () => false,
    );
  for (const bytes of [MiB, 4096, 1]) while (await append(bytes));
}
