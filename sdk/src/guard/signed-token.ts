import { createHmac, timingSafeEqual } from "node:crypto";

const keyBytesMin = 32;

/**
 * The bytes of a signing key.
 *
 * @throws {RangeError} when it is shorter than 32 bytes.
 */
export function readSigningKey(key: string | Uint8Array): Uint8Array {
  const bytes = typeof key === "string" ? Buffer.from(key) : key;
  if (bytes.length < keyBytesMin)
    throw new RangeError(`signingKey has ${bytes.length} bytes, and needs ${keyBytesMin}`);
  return bytes;
}

/** Signs a value as text that may stand in a header: HMAC-SHA256, for one purpose. */
export function signToken(purpose: string, value: unknown, key: Uint8Array): string {
  const payload = Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${payload}.${macOf(purpose, payload, key).toString("base64url")}`;
}

/** The value of a token; undefined when it was not signed with this key for this purpose. */
export function openToken(purpose: string, token: string, key: Uint8Array): unknown {
  const [payload = "", mac = "", ...rest] = token.split(".");
  if (rest.length > 0) return undefined;
  const [given, due] = [Buffer.from(mac, "base64url"), macOf(purpose, payload, key)];
  if (given.length !== due.length || !timingSafeEqual(given, due)) return undefined;
  return JSON.parse(Buffer.from(payload, "base64url").toString());
}

function macOf(purpose: string, payload: string, key: Uint8Array): Buffer {
  return createHmac("sha256", key).update(`${purpose}\n${payload}`).digest();
}
