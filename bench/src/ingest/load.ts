import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { SenderSetup, SendOrder, SendReport } from "./sender.ts";

/** Exporters in processes of their own. */
export interface Load {
  /** All of them send at once; their reports put together. The rate is that of all of them. */
  send(order: SendOrder): Promise<SendReport>;
  close(): void;
}

/** Starts so many exporters and waits until they have their requests ready. */
export async function openLoad(
  setup: Omit<SenderSetup, "seed" | "requests"> & { senders: number },
): Promise<Load> {
  const { senders, ...rest } = setup;
  const program = fileURLToPath(new URL("sender.ts", import.meta.url));
  const children = Array.from({ length: senders }, (_, i) => {
    const argument: SenderSetup = { ...rest, seed: i + 1, requests: distinctRequests };
    return fork(program, [JSON.stringify(argument)], { execArgv: process.execArgv });
  });
  await Promise.all(children.map((child) => once(child, "message")));
  return {
    async send({ connections, seconds, spansPerSecond }) {
      const share: SendOrder = {
        seconds,
        connections: Math.ceil(connections / senders),
        spansPerSecond: spansPerSecond === null ? null : spansPerSecond / senders,
      };
      const reports = await Promise.all(children.map((child) => order(child, share)));
      return {
        spans: sum(reports, ({ spans }) => spans),
        refusals: sum(reports, ({ refusals }) => refusals),
        ackMs: reports.flatMap(({ ackMs }) => ackMs),
        cpuUs: sum(reports, ({ cpuUs }) => cpuUs),
      };
    },
    close: () => {
      for (const child of children) child.disconnect();
    },
  };
}

/** About 80 MB of requests of agents; more would only fill memory. */
const distinctRequests = 48;

function order(child: ChildProcess, share: SendOrder): Promise<SendReport> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(new Error("a sender failed"));
    child.once("exit", fail);
    child.once("message", (report: SendReport) => {
      child.removeListener("exit", fail);
      resolve(report);
    });
    child.send(share);
  });
}

const sum = (reports: SendReport[], of: (report: SendReport) => number): number =>
  reports.reduce((total, report) => total + of(report), 0);
