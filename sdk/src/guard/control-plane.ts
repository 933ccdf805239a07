import type { BreakerState } from "../breakers/breaker-state.ts";
import type { Approver } from "./approver.ts";
import type { KillScope } from "./kill-scope.ts";

/**
 * What a guard needs of a server. The guard decides by itself from the last bundle and its leases;
 * none of this is asked between an action and its decision, approvals aside.
 */
export interface ControlPlane extends Approver {
  /** When the server was last heard, in Unix milliseconds; null: never. */
  lastHeardMs(): number | null;
  /** Calls back with every order of the server, in the order of their epochs. */
  subscribe(callback: (order: ControlOrder) => void): () => void;
  /** The order of this epoch has taken effect here. */
  acknowledge(epoch: number): void;
  close(): Promise<void>;
}

/** What the server sends on its stream. */
export type ControlOrder =
  | { kind: "bundle"; epoch: number; text: string; etag: string }
  | { kind: "kill"; epoch: number; scope: KillScope; reason: string }
  | { kind: "revive"; epoch: number; scope: KillScope }
  | { kind: "breaker"; epoch: number; scope: string; state: BreakerState; reason: string };

/** `POST /v1/leases`, a part of a budget ahead of time. Money as decimal text of nano-dollars: 64-bit integers are no JSON numbers. */
export interface LeaseRequest {
  scopes: readonly { budgetId: string; value: string }[];
  costNano: string;
  tokens: number;
  calls: number;
  /** The same request sent again is answered with the same lease. */
  idempotencyKey: string;
}

export interface LeaseGrant {
  leaseId: string;
  costNano: string;
  tokens: number;
  calls: number;
  ttlMs: number;
  epoch: number;
}

/** `POST /v1/leases/{id}/settle`: what was spent of it; the rest goes back. */
export interface LeaseSettlement {
  leaseId: string;
  costNano: string;
  tokens: number;
  calls: number;
  idempotencyKey: string;
}
