import type { SpanRecord } from "@spanward/clickhouse/records";
import { DecodeError } from "../decode/errors.ts";
import { DeniedError, type DeniedKind } from "../receive/denial.ts";
import type { PreparationLimits } from "./preparation.ts";
import type { PreparedRequest, ReceivedRequest } from "./prepared-request.ts";

/** What the worker is started with. */
export interface WorkerSettings {
  limits: Partial<PreparationLimits>;
  /** How many spans are remembered, to tell which calls count. */
  windowSpansMax: number;
}

/** What the worker is told. */
export type WorkerTask =
  | { type: "remember"; spans: readonly SpanRecord[] }
  | { type: "prepare"; id: number; request: ReceivedRequest }
  | { type: "settle"; id: number; kept: boolean };

/** What the worker answers a request with. */
export type WorkerAnswer =
  | { id: number; prepared: PreparedRequest }
  | { id: number; failure: Failure };

/** An error as it passes from thread to thread, which keeps no class. */
interface Failure {
  kind: DeniedKind | "decode" | "unforeseen";
  message: string;
  error: unknown;
}

export function toFailure(error: unknown): Failure {
  if (error instanceof DecodeError) return { kind: "decode", message: error.message, error: null };
  if (error instanceof DeniedError)
    return { kind: error.kind, message: error.message, error: null };
  return { kind: "unforeseen", message: "", error };
}

export function fromFailure({ error, kind, message }: Failure): Error {
  if (kind === "decode") return new DecodeError(message);
  if (kind !== "unforeseen") return new DeniedError(kind, message);
  return error instanceof Error ? error : new Error(String(error));
}
