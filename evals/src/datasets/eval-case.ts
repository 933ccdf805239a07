import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/** Where a case came from. */
export type CaseOrigin =
  | { from: "trace"; traceId: string; spanId?: string }
  | { from: "shadow disagreement"; proposalId: string }
  | { from: "case"; caseId: string; editedBy: string };

/** What one case asks and expects. */
export interface CaseContent<Input = unknown, Expected = unknown> {
  input: Input;
  expected?: Expected;
  /** What else scorers and slices go by. */
  metadata?: Record<string, unknown>;
}

/**
 * One case of a dataset. `id` is the SHA-256 of the canonical JSON of its content, in lowercase hex, so
 * the same case has the same id in every version and an edited one is another case. What is about the
 * case, and not what it asks, is not part of its identity.
 */
export interface EvalCase<Input = unknown, Expected = unknown> extends CaseContent<
  Input,
  Expected
> {
  id: string;
  slices: readonly string[];
  origin: CaseOrigin | null; // null: written by hand
  holdout: boolean; // kept away from whoever tunes the agent
}

/**
 * The id of a case. A key whose value is undefined is no key.
 *
 * Source: canonical JSON of RFC 8785.
 *
 * @throws {TypeError} when the content is not JSON: a bigint, NaN, a cycle
 */
export function caseIdOf({ expected, input, metadata }: CaseContent): string {
  const text = canonicalize({ input, expected, metadata: metadata ?? {} });
  if (text === undefined) throw new TypeError("the content of a case must be JSON");
  return createHash("sha256").update(text).digest("hex");
}

export interface CaseOptions {
  slices?: readonly string[];
  origin?: CaseOrigin;
  holdout?: boolean;
}

/** A case with its id. @throws as {@link caseIdOf} does */
export function createCase<Input, Expected>(
  content: CaseContent<Input, Expected>,
  { holdout = false, origin, slices = [] }: CaseOptions = {},
): EvalCase<Input, Expected> {
  return {
    ...content,
    id: caseIdOf(content),
    slices: [...new Set(slices)].toSorted(),
    origin: origin ?? null,
    holdout,
  };
}
