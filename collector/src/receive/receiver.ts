import type { HeaderReader } from "../access/credentials.ts";
import type { SenderAdmission } from "../access/sender-gate.ts";
import type { Rejections } from "../decode/otlp.ts";
import type { Encoding } from "../decode/request.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import { type Denial, DeniedError, denialOf } from "./denial.ts";
import type { BodyLimits } from "./read-body.ts";
import type { Signal } from "./signals.ts";

/** One OTLP request that was let in. */
export interface OtlpRequest {
  signal: Signal;
  project: string;
  /** It changes hands: whoever sends it does not use it any more. */
  body: Uint8Array;
  compression: "none" | "gzip";
  encoding: Encoding;
}

/** What is done with a request: see `pipeline.ts`. */
export interface Acceptor {
  /**
   * Resolves when all that is not refused in it is durable.
   *
   * @throws {DecodeError | DeniedError} when it is no OTLP, or too large when it is unpacked
   * @throws {QueueFullError | StoreError} when it should come again later
   */
  accept(request: OtlpRequest): Promise<Rejections>;
}

/** What HTTP and gRPC need alike. */
export interface ReceiverOptions {
  pipeline: Acceptor;
  /** Asked with the headers alone, before a byte of the body is read. */
  admit: (header: HeaderReader) => SenderAdmission;
  limits: BodyLimits;
  metrics: Metrics;
  log: Log;
}

/** The project of a sender. @throws {DeniedError} when it may not pass */
export function admitSender(admit: ReceiverOptions["admit"], header: HeaderReader): string {
  const admission = admit(header);
  if (admission.admitted) return admission.project;
  const kind = admission.status === 401 ? "unauthenticated" : "forbidden";
  throw new DeniedError(kind, admission.message);
}

/** What to tell the sender, after telling the operator. */
export function deny(error: unknown, { log, metrics }: ReceiverOptions): Denial {
  const denial = denialOf(error);
  metrics.refused(denial.reason, denial.message);
  if (denial.reason === "internal") log.error("a request failed", { error });
  return denial;
}
