import { Agent, request } from "node:http";
import { ownCpuUs } from "../process/cpu-time.ts";
import { createRequests, type Workload } from "../workload/requests.ts";
import { findStamps, restamp } from "./restamp.ts";

// An exporter in a process of its own: `go` makes it send for so long, over so many connections, as
// fast as the server answers or at a fixed rate. A request that is refused with 429 or 503 is sent again.

export interface SenderSetup {
  url: string;
  workload: Workload;
  seed: number;
  requests: number; // distinct ones; they are sent again and again, as other traces at other times
}

export interface SendOrder {
  seconds: number;
  connections: number;
  spansPerSecond: number | null; // null: as fast as the server answers
}

export interface SendReport {
  spans: number; // acknowledged
  refusals: number; // answers that asked for another try
  ackMs: number[]; // from when it was due until its acknowledgement, one for each request
  cpuUs: number;
}

const spansPerRequest = 512;
const { url, workload, seed, requests }: SenderSetup = JSON.parse(process.argv[2] ?? "{}");
const builtMs = Date.now();
const bodies = createRequests({ workload, requests, seed, startMs: builtMs, spansPerRequest }).map(
  (body) => ({ body, stamps: findStamps(body), stampedMs: builtMs }),
);
let sent = 0;

process.on("message", (order: SendOrder) => {
  void send(order).then((report) => process.send?.(report));
});
process.on("disconnect", () => process.exit());
process.send?.("ready");

async function send({ seconds, connections, spansPerSecond }: SendOrder): Promise<SendReport> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const report: SendReport = { spans: 0, refusals: 0, ackMs: [], cpuUs: ownCpuUs() };
  const startMs = performance.now();
  const intervalMs = spansPerSecond === null ? 0 : (spansPerRequest * 1000) / spansPerSecond;
  let due = 0;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (;;) {
        const dueMs = startMs + intervalMs * due++;
        if (dueMs >= startMs + seconds * 1000 || performance.now() >= startMs + seconds * 1000)
          return;
        const waitMs = dueMs - performance.now();
        if (spansPerSecond !== null && waitMs > 0)
          await new Promise((resolve) => setTimeout(resolve, waitMs));
        const begunMs = spansPerSecond === null ? performance.now() : dueMs;
        const body = nextBody();
        while (!(await post(agent, body))) {
          report.refusals += 1;
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
        report.ackMs.push(performance.now() - begunMs);
        report.spans += spansPerRequest;
      }
    }),
  );
  agent.destroy();
  return { ...report, cpuUs: ownCpuUs() - report.cpuUs };
}

/** The next request, as one that was never sent before. */
function nextBody(): Uint8Array {
  const next = bodies[sent % bodies.length];
  if (!next) throw new Error("there are no requests to send");
  const copy = seed * 2 ** 22 + Math.floor(sent / bodies.length);
  sent += 1;
  const nowMs = Date.now();
  restamp(next.body, next.stamps, { copy, deltaMs: nowMs - next.stampedMs });
  next.stampedMs = nowMs;
  return Uint8Array.prototype.slice.call(next.body); // the socket may still hold it when it is stamped again
}

/** Whether it was acknowledged. @throws when it was refused for good */
function post(agent: Agent, body: Uint8Array): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const headers = {
      "content-type": "application/x-protobuf",
      "content-length": String(body.length),
    };
    const asked = request(`${url}/v1/traces`, { method: "POST", agent, headers }, (response) => {
      response.resume();
      response.on("end", () => {
        const { statusCode = 0 } = response;
        if (statusCode === 200 || statusCode === 429 || statusCode === 503)
          resolve(statusCode === 200);
        else reject(new Error(`the server answered ${statusCode}`));
      });
    });
    asked.on("error", reject);
    asked.end(body);
  });
}
