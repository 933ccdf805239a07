import { createHash, timingSafeEqual } from "node:crypto";
import { canonicalJson } from "../policy/canonical-json.ts";

/** What an approval is given for. */
export interface BoundAction {
  agent: string;
  agentVersion: string;
  subject: string;
  tool: string;
  args: unknown;
}

/**
 * SHA-256 of the canonical JSON of an action, in hex.
 *
 * @throws {TypeError} when the arguments have no JSON.
 */
export function digestAction(action: BoundAction): string {
  return createHash("sha256").update(canonicalJson(action)).digest("hex");
}

/** Whether two digests are the same, in a time that does not tell where they differ. */
export function sameDigest(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
