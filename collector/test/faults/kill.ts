import { randomInt } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { startLoad } from "./load.ts";
import type { FaultReport } from "./report.ts";
import { judge, Victim } from "./victim.ts";

/** `kill -9` of the server, or of its engine alone, again and again, while senders send. */
export async function killAgainAndAgain(
  what: "server" | "engine",
  rounds: number,
  onRound: (round: number) => void = () => {},
): Promise<FaultReport> {
  const victim = await Victim.start();
  try {
    const load = startLoad({ url: victim.url, senders: 4, pauseMs: 30, oddEvery: 10 });
    const recoveriesMs: number[] = [];
    let unbalanced = 0;
    for (let round = 1; round <= rounds; round += 1) {
      await delay(300 + randomInt(1200));
      const killedAt = performance.now();
      if (what === "server") {
        await victim.kill();
        await victim.start();
        await load.nextAcknowledgement();
      } else {
        victim.killEngine();
        await victim.answeredAgain();
      }
      recoveriesMs.push(performance.now() - killedAt);
      const { accepted, rejected, stored, waiting } = await victim.status();
      if (accepted !== stored + rejected + waiting) unbalanced += 1;
      onRound(round);
    }
    await load.stop(30_000);
    await victim.settled();
    await victim.stop();
    const verdict = judge(load.batches, await victim.stored());
    const name = `kill -9 of the ${what}`;
    const { refusals } = load;
    return { name, rounds, ...verdict, refusals, unbalanced, recoveriesMs, rssMax: victim.rssMax };
  } finally {
    await victim.remove();
  }
}
