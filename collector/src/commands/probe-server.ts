import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type Check, Diagnosis } from "../api/answers/diagnosis.ts";
import { type ServerClient, ServerError } from "./server-client.ts";
import { ok } from "../health/check.ts";

/** The project of the spans that are sent to see whether they arrive. */
export const probeProject = "doctor";

/** Looks at a running server from outside, as senders and readers do. */
export async function probeServer(server: ServerClient): Promise<Check[]> {
  const diagnosis = Diagnosis.parse(await server.ask("GET", "/api/diagnosis"));
  return [
    ok("server", `Spanward ${diagnosis.version} answers at ${server.url}`),
    checkOwnClock(diagnosis.time),
    ...(await checkWrite(server)),
    await checkRead(server),
    ...diagnosis.checks,
  ];
}

function checkOwnClock(serverTime: string): Check {
  const seconds = Math.abs(Date.now() - Date.parse(serverTime)) / 1000;
  const finding = `this machine's and the server's are ${seconds.toFixed(1)} s apart`;
  if (seconds < 5) return ok("sender's clock", finding);
  const action = "Set the clocks by NTP: spans from here appear at the wrong time.";
  return { name: "sender's clock", state: "warn", finding, action };
}

/** Sends a span and waits until it is found. */
async function checkWrite(server: ServerClient): Promise<Check[]> {
  const traceId = randomBytes(16).toString("hex");
  const body = new TextEncoder().encode(JSON.stringify(probeTrace(traceId)));
  const sentAt = performance.now();
  try {
    await server.sendTraces({ project: probeProject, body });
  } catch (error) {
    const finding = error instanceof Error ? error.message : String(error);
    const action = "See the checks below: nothing is accepted that could be lost.";
    return [{ name: "write", state: "fail", finding, action }];
  }
  const acknowledgedMs = performance.now() - sentAt;
  const accepted = ok("write", `a span was acknowledged in ${acknowledgedMs.toFixed(0)} ms`);
  while (performance.now() - sentAt < visibleMsMax) {
    if (await isThere(server, traceId)) {
      const seconds = (performance.now() - sentAt) / 1000;
      return [accepted, judgeLag(seconds)];
    }
    await sleep(50);
  }
  const finding = `the span was not queryable after ${visibleMsMax / 1000} s`;
  const action = "See the checks of engine and backlog; what was acknowledged is on disk.";
  return [accepted, { name: "lag", state: "fail", finding, action }];
}

const visibleMsMax = 20_000;

function judgeLag(seconds: number): Check {
  const finding = `the span was queryable after ${seconds.toFixed(1)} s`;
  if (seconds <= 2) return ok("lag", finding);
  const action = "More than 2 s: the machine is busy, or its disk is slow.";
  return { name: "lag", state: "warn", finding, action };
}

async function isThere(server: ServerClient, traceId: string): Promise<boolean> {
  try {
    await server.ask("GET", `/api/traces/${traceId}?project=${probeProject}`);
    return true;
  } catch (error) {
    if (error instanceof ServerError && error.status === 404) return false;
    throw error;
  }
}

async function checkRead(server: ServerClient): Promise<Check> {
  const askedAt = performance.now();
  try {
    await server.ask("GET", `/api/traces?project=${probeProject}&limit=1`);
    return ok("read", `the list of traces took ${(performance.now() - askedAt).toFixed(0)} ms`);
  } catch (error) {
    const finding = error instanceof Error ? error.message : String(error);
    return { name: "read", state: "fail", finding, action: "Read the server's log." };
  }
}

/** Whether something listens at a port of this machine. */
export function isListening(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host, timeout: 1000 });
    const end = (listening: boolean) => {
      socket.destroy();
      resolve(listening);
    };
    socket.once("connect", () => end(true));
    socket.once("timeout", () => end(false));
    socket.once("error", () => end(false));
  });
}

function probeTrace(traceId: string) {
  const nowMs = BigInt(Date.now());
  const attributes = [{ key: "service.name", value: { stringValue: "spanward-doctor" } }];
  const span = {
    traceId,
    spanId: randomBytes(8).toString("hex"),
    name: "doctor",
    kind: 1,
    startTimeUnixNano: String((nowMs - 1n) * 1_000_000n),
    endTimeUnixNano: String(nowMs * 1_000_000n),
  };
  return { resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans: [span] }] }] };
}
