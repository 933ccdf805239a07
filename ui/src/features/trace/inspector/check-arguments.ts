import { type Schema, Validator } from "@cfworker/json-schema";

/** What is checked: both as text, as they were sent. */
export interface ArgumentsToCheck {
  schema: string;
  arguments: string;
}

/** Whether a tool call's arguments are what the tool's definition asks for. */
export type SchemaVerdict =
  | { kind: "fits" }
  | { kind: "breaks"; faults: { place: string; fault: string }[] } // place: "#/order/id"
  | { kind: "unreadable"; what: "schema" | "arguments"; why: string };

/** More faults than this help nobody. */
const faultsMax = 20;

/**
 * Checks arguments against a JSON Schema of draft 4 to 2020-12, by `$schema`, else the newest. Nothing is
 * evaluated as code, and no reference is fetched. Both texts are hostile: a pattern in a schema can take
 * for ever, so this belongs in a worker.
 */
export function checkArguments({ schema, arguments: given }: ArgumentsToCheck): SchemaVerdict {
  const rules = parse(schema);
  if (rules === undefined) return { kind: "unreadable", what: "schema", why: "it is no JSON" };
  if (typeof rules !== "boolean" && !isObject(rules)) {
    return { kind: "unreadable", what: "schema", why: "it is no object" };
  }
  // A call without arguments is often sent as no text at all.
  const value = given.trim() === "" ? {} : parse(given);
  if (value === undefined)
    return { kind: "unreadable", what: "arguments", why: "they are no JSON" };
  try {
    const draft = draftOf(rules);
    const { valid, errors } = new Validator(withPlainTypes(rules), draft, false).validate(value);
    if (valid) return { kind: "fits" };
    return { kind: "breaks", faults: innermost(errors).slice(0, faultsMax) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: "unreadable", what: "schema", why };
  }
}

/** Validators report every level; what the reader needs is where it went wrong. */
function innermost(
  errors: readonly { keyword: string; instanceLocation: string; error: string }[],
) {
  const leaves = errors.filter(({ keyword }) => !around.has(keyword));
  return (leaves.length > 0 ? leaves : errors).map(({ instanceLocation, error }) => ({
    place: instanceLocation,
    fault: error,
  }));
}

const around = new Set(["properties", "items", "$ref", "allOf", "prefixItems", "additionalItems"]);

function draftOf(schema: object | boolean) {
  const named: unknown = Reflect.get(Object(schema), "$schema");
  const name = typeof named === "string" ? named : "";
  if (name.includes("draft-04")) return "4";
  if (/draft-0[67]/.test(name)) return "7";
  return name.includes("2019-09") ? "2019-09" : "2020-12";
}

/** Google's schemas write `OBJECT`; everything else about them is JSON Schema. */
function withPlainTypes(schema: object | boolean): Schema | boolean {
  if (typeof schema === "boolean") return schema;
  const plain: unknown = JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    key === "type" && typeof value === "string" && googleTypes.has(value)
      ? value.toLowerCase()
      : value,
  );
  return Object(plain);
}

const googleTypes = new Set(["OBJECT", "ARRAY", "STRING", "NUMBER", "INTEGER", "BOOLEAN", "NULL"]);

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Undefined: it is no JSON. */
function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
