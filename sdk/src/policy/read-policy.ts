import { Ajv, type ErrorObject } from "ajv";
import { compileCondition, ConditionError } from "./condition.ts";
import type { PolicyDocument, PolicyRule } from "./policy-document.ts";
import { policySchema } from "./policy-schema.ts";

const problemsMax = 20;

/** A policy that cannot be used, with everything that is wrong with it. */
export class PolicyError extends Error {
  override readonly name = "PolicyError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`the policy cannot be used:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
    this.problems = problems;
  }
}

/**
 * A policy document out of parsed JSON, checked: its shape, its conditions, its ids.
 *
 * @throws {PolicyError} that names each place and what is wrong there.
 */
export function readPolicy(json: unknown): PolicyDocument {
  const problems = isPolicy(json)
    ? [...findConditionProblems(json), ...findDoubles(json)]
    : (isPolicy.errors ?? []).filter(isTelling).map(describeProblem);
  if (problems.length > 0 || !isPolicy(json)) throw new PolicyError(problems.slice(0, problemsMax));
  return json;
}

const isPolicy = new Ajv({ allErrors: true, strict: false }).compile<PolicyDocument>(policySchema);

// That none of several shapes fits follows from what is said of each.
function isTelling({ keyword }: ErrorObject): boolean {
  return keyword !== "if" && keyword !== "propertyNames";
}

function describeProblem({ instancePath, message, params }: ErrorObject): string {
  const place = instancePath === "" ? "the document" : instancePath;
  const allowed: unknown = params["allowedValues"];
  if (Array.isArray(allowed)) return `${place} must be one of ${allowed.join(", ")}`;
  const extra: unknown = params["additionalProperty"];
  if (typeof extra === "string") return `${place} has no "${extra}"`;
  if ("allowedValue" in params) return `${place} must be ${JSON.stringify(params["allowedValue"])}`;
  return `${place} ${message ?? "is not valid"}`;
}

function findConditionProblems({ rules = [] }: PolicyDocument): string[] {
  return rules.flatMap((rule, index) =>
    expressionsOf(rule).flatMap(([key, expression, type]) => {
      try {
        compileCondition(expression, type);
        return [];
      } catch (error) {
        if (!(error instanceof ConditionError)) throw error;
        return [`/rules/${index}/${key} (rule "${rule.id}"): ${error.message}`];
      }
    }),
  );
}

function expressionsOf({ when, set = {} }: PolicyRule): [string, string, "bool" | "any"][] {
  const values = Object.entries(set).flatMap(([key, expression]) =>
    expression === null ? [] : [[`set/${key}`, expression, "any"] as [string, string, "any"]],
  );
  return when === undefined ? values : [["when", when, "bool"], ...values];
}

function findDoubles({ rules = [], budgets = [] }: PolicyDocument): string[] {
  return [
    ...doublesOf(rules).map((id) => `there are two rules "${id}"`),
    ...doublesOf(budgets).map((id) => `there are two budgets "${id}"`),
  ];
}

function doublesOf(items: readonly { id: string }[]): string[] {
  const seen = new Set<string>();
  return items.flatMap(({ id }) => {
    if (seen.has(id)) return [id];
    seen.add(id);
    return [];
  });
}
