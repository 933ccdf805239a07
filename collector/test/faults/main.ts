import { parseArgs } from "node:util";
import { printTable } from "../../src/commands/print-table.ts";
import { setup } from "../build.ts";
import { crowd } from "./crowd.ts";
import { fullDisk } from "./full-disk.ts";
import { killAgainAndAgain } from "./kill.ts";
import { badNetwork, outage } from "./network.ts";
import { type FaultReport, isClean, reportHead, reportRow } from "./report.ts";

// npm run faults -w collector -- --rounds 200 --outage 300
// Does to a real server what nobody can prepare for, and counts. Ends with 1 when a span that was
// acknowledged is missing, or counted twice.

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "20" },
    outage: { type: "string", default: "20" },
    connections: { type: "string", default: "10000" },
    only: { type: "string", default: "server,engine,network,outage,disk,crowd" },
  },
});
const rounds = Number(values.rounds);
const told = (what: string) => (round: number) => {
  if (round % 10 === 0) process.stderr.write(`${what}: ${round} of ${rounds}\n`);
};

const kinds: Record<string, () => Promise<FaultReport | null>> = {
  server: () => killAgainAndAgain("server", rounds, told("server")),
  engine: () => killAgainAndAgain("engine", rounds, told("engine")),
  network: () => badNetwork(rounds),
  outage: () => outage(Number(values.outage) * 1000),
  disk: () => fullDisk(Math.ceil(rounds / 20)),
  crowd: () => crowd(Number(values.connections)),
};

setup();
const reports: FaultReport[] = [];
for (const kind of values.only.split(",")) {
  const report = await kinds[kind]?.();
  if (!report) {
    process.stdout.write(`${kind}: left out\n`);
    continue;
  }
  reports.push(report);
  process.stdout.write(`${reportRow(report).join("  ")}\n`);
}
process.stdout.write("\n");
for (const line of printTable([reportHead, ...reports.map(reportRow)]))
  process.stdout.write(`${line}\n`);
for (const { name, note, refusals } of reports) {
  const heard = [...refusals].map(([reason, count]) => `${count} × ${reason}`).join("; ");
  process.stdout.write(`\n${name}: heard instead of 200: ${heard || "nothing"}`);
  if (note) process.stdout.write(`\n  ${note}`);
}
process.stdout.write("\n");
process.exitCode = reports.every(isClean) ? 0 : 1;
