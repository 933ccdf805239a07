import { Ajv2020 } from "ajv/dist/2020.js";
import { passed, type Scorer, unscored } from "../definition/scorer.ts";
import { compareJson, countLeaves, type JsonDifference } from "./json-difference.ts";

/** The output, or the JSON text that it is, satisfies a JSON Schema (draft 2020-12). @throws {Error} on a schema that is none */
export function jsonSchemaMatch(schema: Record<string, unknown>): Scorer {
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  const validate = ajv.compile(schema);
  return {
    name: "JSON schema",
    version: `1 ${JSON.stringify(schema)}`,
    kind: "binary",
    score({ output }) {
      const parsed = parseOutput(output);
      if (!parsed.ok) return passed(false, parsed.reason);
      if (validate(parsed.value)) return passed(true);
      return passed(false, ajv.errorsText(validate.errors, { dataVar: "output" }));
    },
  };
}

/**
 * The share of leaves in which the output, or the JSON text that it is, equals the expected value. The
 * reason names the first places that differ.
 */
export const jsonSimilarity = (): Scorer => ({
  name: "JSON difference",
  version: "1",
  kind: "continuous",
  score({ expected, output }) {
    if (expected === undefined) return unscored("the case expects nothing");
    const parsed = parseOutput(output);
    if (!parsed.ok) return passed(false, parsed.reason);
    const { differences, leaves } = compareJson(parsed.value, expected);
    const wrong = differences.reduce((sum, difference) => sum + leavesOf(difference), 0);
    const value = 1 - Math.min(leaves, wrong) / leaves;
    return differences.length === 0 ? { value } : { value, reason: describe(differences) };
  },
});

const leavesOf = ({ actual, expected }: JsonDifference): number =>
  Math.max(countLeaves(actual), countLeaves(expected));

const namedMax = 5;

function describe(differences: readonly JsonDifference[]): string {
  const named = differences.slice(0, namedMax).map(({ kind, path }) => `${path || "/"} ${kind}`);
  const more = differences.length - named.length;
  return named.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

type Parsed = { ok: true; value: unknown } | { ok: false; reason: string };

function parseOutput(output: unknown): Parsed {
  if (typeof output !== "string") return { ok: true, value: output };
  try {
    const value: unknown = JSON.parse(output);
    return { ok: true, value };
  } catch {
    return { ok: false, reason: "the output is not JSON" };
  }
}
