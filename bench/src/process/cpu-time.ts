import { readFileSync } from "node:fs";

/** CPU time of this process so far, all its threads, in microseconds. */
export function ownCpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** CPU time of another process of this machine so far, in microseconds. Source: proc(5), stat. */
export function cpuUsOf(pid: number): number {
  const afterName = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  const ticks = Number(afterName[11]) + Number(afterName[12]); // utime + stime
  return ticks * 10_000; // a tick is 10 ms on every Linux that Node runs on
}

/** Memory that a process holds in RAM, in bytes. Source: proc(5), status, VmRSS. */
export function residentBytesOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
}

/** The processes that a process started and that still run. Source: proc(5), task/children. */
export function childrenOf(pid: number): number[] {
  const pids = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  return pids === "" ? [] : pids.split(" ").map(Number);
}
