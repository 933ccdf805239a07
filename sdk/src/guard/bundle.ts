import { createHash, createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import type { PolicyDocument } from "../policy/policy-document.ts";
import { readPolicy } from "../policy/read-policy.ts";

const context = "spanward.bundle/1\n"; // a signature for something else is none for a bundle

/** Policies as they are put in force together. */
export interface Bundle {
  policies: readonly PolicyDocument[];
  /** Grows; a bundle never gives way to an older one. */
  version: number;
  /** Unix milliseconds; null: it stays good. */
  expiresMs: number | null;
  /** Of what was signed; changes with every change. */
  etag: string;
}

/** A bundle, or what it was made of, that is not to be used. */
export class BundleError extends Error {
  override readonly name = "BundleError";
}

/**
 * Signs policies with an Ed25519 key, as the text of a bundle file.
 *
 * @throws {Error} when the key is none of Ed25519.
 */
export function signBundle(
  bundle: { policies: readonly PolicyDocument[]; version: number; expiresMs?: number },
  key: { id: string; privateKeyPem: string },
): string {
  const payload = JSON.stringify({ format: "spanward.bundle/1", ...bundle });
  const signature = sign(null, Buffer.from(context + payload), createPrivateKey(key.privateKeyPem));
  return JSON.stringify({ payload, keyId: key.id, signature: signature.toString("base64") });
}

/**
 * Reads a bundle: a signed one, or, where no keys are given, a policy document alone.
 *
 * @throws {BundleError} when it is not signed by one of the keys, or cannot be read.
 * @throws {PolicyError} when a policy in it cannot be used.
 */
export function readBundle(
  text: string,
  keys: Readonly<Record<string, string>> | undefined,
): Bundle {
  const parsed = parse(text);
  const etag = createHash("sha256").update(text).digest("hex").slice(0, 16);
  const isSigned = typeof parsed["payload"] === "string";
  if (!isSigned && keys !== undefined) throw new BundleError("the bundle is not signed");
  if (!isSigned) {
    const policy = readPolicy(parsed);
    return { policies: [policy], version: policy.version, expiresMs: null, etag };
  }
  const payload = parse(openEnvelope(parsed, keys ?? {}));
  const { policies, version, expiresMs } = payload;
  if (payload["format"] !== "spanward.bundle/1" || !Array.isArray(policies) || !isCount(version)) {
    throw new BundleError("the bundle is none of the format spanward.bundle/1");
  }
  return {
    policies: policies.map(readPolicy),
    version,
    expiresMs: isCount(expiresMs) ? expiresMs : null,
    etag,
  };
}

/** The payload, once its signature is known to be good: nothing in it is looked at before. */
function openEnvelope(
  { payload, keyId, signature }: Record<string, unknown>,
  keys: Readonly<Record<string, string>>,
): string {
  if (typeof payload !== "string" || typeof keyId !== "string" || typeof signature !== "string") {
    throw new BundleError("a signed bundle has payload, keyId and signature");
  }
  const pem = Object.hasOwn(keys, keyId) ? keys[keyId] : undefined;
  if (pem === undefined) throw new BundleError(`no key "${keyId}" is known`);
  const key = createPublicKey(pem);
  if (key.asymmetricKeyType !== "ed25519") throw new BundleError(`"${keyId}" is no Ed25519 key`);
  const good = verify(null, Buffer.from(context + payload), key, Buffer.from(signature, "base64"));
  if (!good) throw new BundleError(`the signature by "${keyId}" does not fit the bundle`);
  return payload;
}

function parse(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new BundleError("the bundle is no JSON", { cause: error });
  }
  if (typeof value !== "object" || value === null) throw new BundleError("the bundle is no object");
  return { ...value };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
