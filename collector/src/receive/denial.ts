import { StoreError } from "@spanward/clickhouse";
import { DecodeError } from "../decode/errors.ts";
import { QueueFullError } from "../segment/errors.ts";

/** Why a request is not accepted, in the terms of both protocols. */
export interface Denial {
  /** HTTP status. Of these a sender repeats only 429, 502, 503 and 504. */
  http: number;
  /** The name of the gRPC code. */
  grpc: keyof typeof rpcCodes;
  /** A short name, for the counters. */
  reason: string;
  message: string;
  /** When a sender may come again; null when that cannot help. */
  retryAfterSeconds: number | null;
}

/** Source: google/rpc/code.proto */
export const rpcCodes = {
  INVALID_ARGUMENT: 3,
  NOT_FOUND: 5,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
} as const;

const kinds = {
  bad_request: { http: 400, grpc: "INVALID_ARGUMENT", retryAfterSeconds: null },
  unauthenticated: { http: 401, grpc: "UNAUTHENTICATED", retryAfterSeconds: null },
  forbidden: { http: 403, grpc: "PERMISSION_DENIED", retryAfterSeconds: null },
  not_found: { http: 404, grpc: "NOT_FOUND", retryAfterSeconds: null },
  wrong_method: { http: 405, grpc: "UNIMPLEMENTED", retryAfterSeconds: null },
  too_large: { http: 413, grpc: "RESOURCE_EXHAUSTED", retryAfterSeconds: null },
  unsupported: { http: 415, grpc: "INVALID_ARGUMENT", retryAfterSeconds: null },
  queue_full: { http: 429, grpc: "RESOURCE_EXHAUSTED", retryAfterSeconds: 5 },
  internal: { http: 500, grpc: "INTERNAL", retryAfterSeconds: null },
  unavailable: { http: 503, grpc: "UNAVAILABLE", retryAfterSeconds: 5 },
} as const;

export type DeniedKind = keyof typeof kinds;

/** The request is not accepted. */
export class DeniedError extends Error {
  override readonly name = "DeniedError";
  readonly kind: DeniedKind;
  readonly denial: Denial;

  constructor(kind: DeniedKind, message: string) {
    super(message);
    this.kind = kind;
    this.denial = { ...kinds[kind], reason: kind, message };
  }
}

/** What a sender hears whose request is larger than `bytesMax`. */
export const tooLarge = (bytesMax: number): DeniedError =>
  new DeniedError(
    "too_large",
    `the request is larger than ${bytesMax} bytes; send smaller batches or raise the limit`,
  );

/** What to tell a sender whose request failed with `error`. What nobody foresaw is a fault of ours. */
export function denialOf(error: unknown): Denial {
  if (error instanceof DeniedError) return error.denial;
  if (error instanceof DecodeError) return new DeniedError("bad_request", error.message).denial;
  if (error instanceof QueueFullError) {
    const { message, retryAfterSeconds } = error;
    return { ...new DeniedError("queue_full", message).denial, retryAfterSeconds };
  }
  if (error instanceof StoreError && error.retryable)
    return new DeniedError("unavailable", error.message).denial;
  return new DeniedError("internal", "The server failed; its log says how.").denial;
}
