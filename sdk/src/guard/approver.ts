/** An action that waits for a person. */
export interface ApprovalRequest {
  id: string;
  /** SHA-256 of the canonical action: an answer is for exactly this, and for nothing like it. */
  digest: string;
  agentId: string;
  agentVersion: string;
  serviceAccount: string;
  subject: string;
  runId: string;
  tool: string;
  args: unknown;
  reason: string;
  ruleIds: readonly string[];
  /** The policy in force. */
  bundle: string;
  /** Unix milliseconds; with no answer by then it is denied. */
  expiresMs: number;
}

/** What a person said. */
export interface ApprovalAnswer {
  state: "approved" | "denied" | "cancelled";
  /** The digest of what was shown and answered. */
  digest: string;
  /** Never the one who asks. */
  approver: string;
  reason?: string | undefined;
}

/** Asks people: at a terminal, in a chat, on a server. */
export interface Approver {
  /** The signal aborts when nobody waits any more. */
  ask(request: ApprovalRequest, signal: AbortSignal): Promise<ApprovalAnswer>;
}
