import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** A new API key: `sw_` and 256 random bits. It is shown once and never stored. */
export const createApiKey = (): string => `sw_${randomBytes(32).toString("base64url")}`;

/** A new session's token: 256 random bits. */
export const createSessionToken = (): string => randomBytes(32).toString("base64url");

/** The part of a key that may be shown and logged: 10 characters of 46. */
export const prefixOf = (key: string): string => key.slice(0, 10);

/**
 * What is stored of a secret, in hex. One round is enough: a secret of 256 random bits cannot be
 * guessed, so there is nothing for a slow hash to slow down.
 */
export const hashSecret = (secret: string): string =>
  createHash("sha256").update(secret).digest("hex");

/** Compares two hashes in a time that does not depend on where they differ. */
export function equalHashes(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
