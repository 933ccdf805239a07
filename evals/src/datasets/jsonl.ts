import { type CaseOrigin, createCase, type EvalCase } from "./eval-case.ts";

/** A line that is no case: its number from 1 and what is wrong with it. */
export interface BadLine {
  line: number;
  problem: string;
}

/** Cases as JSON lines, one for each, with everything but the id, which follows from the content. */
export const writeJsonLines = (cases: readonly EvalCase[]): string =>
  cases.map((one) => `${JSON.stringify({ ...one, id: undefined })}\n`).join("");

/**
 * Reads cases from JSON lines: objects with `input`, and if they like `expected`, `metadata`, `slices`,
 * `origin` and `holdout`. Empty lines are skipped. All bad lines are named at once.
 */
export function readJsonLines(text: string): { cases: EvalCase[]; problems: BadLine[] } {
  const cases: EvalCase[] = [];
  const problems: BadLine[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    try {
      cases.push(readCase(JSON.parse(line)));
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      problems.push({ line: index + 1, problem });
    }
  }
  return { cases, problems };
}

const keys = new Set(["input", "expected", "metadata", "slices", "origin", "holdout"]);

function readCase(value: unknown): EvalCase {
  if (!isRecord(value)) throw new TypeError("a case is a JSON object");
  for (const key of Object.keys(value))
    if (!keys.has(key)) throw new TypeError(`"${key}" is not a field of a case`);
  const { expected, holdout = false, input, metadata, origin, slices = [] } = value;
  if (input === undefined) throw new TypeError('"input" is missing');
  if (metadata !== undefined && !isRecord(metadata))
    throw new TypeError('"metadata" must be an object');
  if (!isTexts(slices)) throw new TypeError('"slices" must be a list of texts');
  if (typeof holdout !== "boolean") throw new TypeError('"holdout" must be true or false');
  const from = origin === undefined || origin === null ? null : readOrigin(origin);
  const content = {
    input,
    ...(expected === undefined ? {} : { expected }),
    ...(metadata === undefined ? {} : { metadata }),
  };
  return createCase(content, { slices, holdout, ...(from ? { origin: from } : {}) });
}

function readOrigin(value: unknown): CaseOrigin {
  if (isRecord(value)) {
    const { caseId, editedBy, from, proposalId, spanId, traceId } = value;
    if (from === "trace" && typeof traceId === "string")
      return { from, traceId, ...(typeof spanId === "string" ? { spanId } : {}) };
    if (from === "shadow disagreement" && typeof proposalId === "string")
      return { from, proposalId };
    if (from === "case" && typeof caseId === "string" && typeof editedBy === "string")
      return { from, caseId, editedBy };
  }
  throw new TypeError('"origin" must name a trace, a shadow disagreement or a case');
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((text) => typeof text === "string");

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
