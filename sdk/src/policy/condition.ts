import { Environment } from "@marcbachmann/cel-js";

/** A condition that cannot be compiled. */
export class ConditionError extends Error {
  override readonly name = "ConditionError";
}

/** What a condition is asked about. */
export interface ConditionFacts {
  args: unknown;
  tool: unknown;
  run: unknown;
  agent: unknown;
  subject: string;
}

/** A compiled expression; it throws when it asks for what is not there. */
export type Condition = (facts: ConditionFacts) => unknown;

const environment = new Environment({
  enableOptionalTypes: true,
  homogeneousAggregateLiterals: false,
  limits: { maxAstNodes: 1_000, maxDepth: 64, maxListElements: 1_000, maxMapEntries: 1_000 },
})
  .registerVariable("args", "dyn")
  .registerVariable("tool", "map")
  .registerVariable("run", "map")
  .registerVariable("agent", "map")
  .registerVariable("subject", "string")
  .registerFunction("count(map, string): double", (counts: unknown, name: string) =>
    counts instanceof Map ? (counts.get(name) ?? 0) : 0,
  );

/**
 * Compiles an expression of the Common Expression Language. `count(run.tools, "refund")` is how often
 * a tool has run.
 *
 * @throws {ConditionError} when it cannot be parsed, names what does not exist, or does not give a truth
 * value where one is asked for.
 */
export function compileCondition(expression: string, gives: "bool" | "any"): Condition {
  try {
    const parsed = environment.parse(expression);
    const checked = parsed.check();
    if (!checked.valid) throw checked.error ?? new Error("it is not valid");
    const type = String(checked.type);
    if (gives === "bool" && type !== "bool" && type !== "dyn") {
      throw new Error(`it gives ${type}, where true or false is needed`);
    }
    return (facts) => parsed({ ...facts });
  } catch (error) {
    const [first = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new ConditionError(`${first} in ${JSON.stringify(expression)}`, { cause: error });
  }
}
