import type { Tier } from "../policy/policy-document.ts";

/**
 * How far the policy at hand can be trusted. local: it was given by the application, and there is no
 * server; connected: the server was heard within the bundle's time to live, or (fresh) not, but that
 * time is not over; stale: it is; never: there is no policy at all.
 */
export type Standing = "local" | "connected" | "fresh" | "stale" | "never";

/** What is done without the server. */
export interface OfflinePolicy {
  /** Without any policy: deny everything, or let reads through. */
  boot: "deny" | "allow_reads";
  /** Calls of tier 1 that are let through on a stale policy, in all; then they are denied too. */
  staleCallsMax: number;
  /** Tier 2 on a stale policy: deny, or ask the local approver. */
  staleTier2: "deny" | "approve";
}

export const offlinePolicyDefault: OfflinePolicy = {
  boot: "deny",
  staleCallsMax: 100,
  staleTier2: "deny",
};

/** degraded: let through, and marked. */
export type OfflineVerdict = "allow" | "degraded" | "approve" | "deny";

/** What the standing of the policy means for an action of a tier. */
export function judgeOffline(
  { standing, tier }: { standing: Standing; tier: Tier },
  policy: OfflinePolicy,
  staleCalls: number,
): OfflineVerdict {
  switch (standing) {
    case "local":
    case "connected":
      return "allow";
    case "fresh":
      // Tier 2 stays within the leases held, which the budgets see to; tier 3 needs its approval.
      return tier === 3 ? "approve" : "allow";
    case "stale":
      if (tier === 1) return staleCalls < policy.staleCallsMax ? "degraded" : "deny";
      return tier === 2 && policy.staleTier2 === "approve" ? "approve" : "deny";
    case "never":
      return tier === 1 && policy.boot === "allow_reads" ? "degraded" : "deny";
  }
}
