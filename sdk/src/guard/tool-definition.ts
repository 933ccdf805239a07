import { Ajv, type ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { DependencyBreakerConfig } from "../breakers/dependency-breaker.ts";
import type { PollSpec } from "../loops/poll-keeper.ts";
import { hashText } from "../loops/hash-value.ts";

/**
 * A schema that checks values, of any library that speaks Standard Schema: zod, valibot, arktype.
 * Source: https://standardschema.dev
 */
export interface StandardSchema<Output = unknown> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
  };
}

type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** A JSON Schema, draft-07 or 2020-12. Properties it does not name are refused unless it says otherwise. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What a tool's work is told besides its arguments. */
export interface ToolContext {
  /** Aborts when the run is killed or over its time: pass it on. */
  signal: AbortSignal;
  /** The same for the same call; hand it to services that must not do a thing twice. */
  idempotencyKey: string;
}

/** A tool as an agent may call it. */
export interface ToolDefinition<Args, Result> {
  name: string;
  description?: string | undefined;
  input: StandardSchema<Args> | JsonSchema;
  /** What it does to the world: decides the tier where the policy does not. */
  effect: "read" | "write" | "irreversible";
  execute: (args: Args, context: ToolContext) => Result | Promise<Result>;
  /** Keys that change with every call, ids and times: the loop detector leaves them out. */
  volatile?: { args?: readonly string[]; result?: readonly string[] } | undefined;
  /** The tool asks for the state of something again and again. */
  poll?: PollSpec | undefined;
  breaker?: Partial<DependencyBreakerConfig> | undefined;
  /** Whether an error says something about the tool, and not about what it was asked; all do unless said. */
  isFailure?: ((error: unknown) => boolean) | undefined;
}

/** Arguments, checked. Problems are texts for a model to read. */
export type Checked = { ok: true; args: unknown } | { ok: false; problems: string };

/** A definition made ready: its schema compiled, its name hashed. */
export interface PreparedTool {
  name: string;
  effect: "read" | "write" | "irreversible";
  hash: number;
  volatileArgs: ReadonlySet<string>;
  volatileResult: ReadonlySet<string>;
  poll: PollSpec | undefined;
  breaker: Partial<DependencyBreakerConfig> | undefined;
  isFailure: (error: unknown) => boolean;
  check: (args: unknown) => Checked | Promise<Checked>;
}

const problemsMax = 5;
const problemsCharactersMax = 600;

/**
 * Makes a tool ready to be guarded.
 *
 * @throws {Error} when its JSON Schema is none.
 */
export function prepareTool<Args, Result>(definition: ToolDefinition<Args, Result>): PreparedTool {
  const { name, effect, input, volatile, poll, breaker } = definition;
  return {
    name,
    effect,
    hash: hashText(name),
    volatileArgs: new Set(volatile?.args),
    volatileResult: new Set(volatile?.result),
    poll,
    breaker,
    isFailure: definition.isFailure ?? (() => true),
    check: checkerOf(input),
  };
}

/**
 * Makes a function of a schema that checks values.
 *
 * @throws {Error} when a JSON Schema is none.
 */
export function checkerOf(
  schema: StandardSchema | JsonSchema,
): (value: unknown) => Checked | Promise<Checked> {
  return isStandard(schema) ? checkStandard(schema) : checkJson(schema);
}

function isStandard(input: StandardSchema | JsonSchema): input is StandardSchema {
  return "~standard" in input;
}

function checkStandard(schema: StandardSchema) {
  const toChecked = (result: StandardResult<unknown>): Checked =>
    result.issues === undefined
      ? { ok: true, args: result.value }
      : { ok: false, problems: tellProblems(result.issues.map(describeIssue)) };
  return (args: unknown) => {
    const result = schema["~standard"].validate(args);
    return result instanceof Promise ? result.then(toChecked) : toChecked(result);
  };
}

function describeIssue({ message, path = [] }: StandardIssue): string {
  const keys = path.map((part) => String(typeof part === "object" ? part.key : part));
  return keys.length === 0 ? message : `/${keys.join("/")} ${message}`;
}

function checkJson(schema: JsonSchema) {
  const validate = compileJsonSchema(schema);
  return (args: unknown): Checked =>
    validate(args)
      ? { ok: true, args }
      : {
          ok: false,
          problems: tellProblems(
            (validate.errors ?? []).map(
              ({ instancePath, message, params }) =>
                `${instancePath || "the arguments"} ${message ?? "are not valid"}${extraOf(params)}`,
            ),
          ),
        };
}

function extraOf(params: Record<string, unknown>): string {
  const extra = params["additionalProperty"];
  return typeof extra === "string" ? `: ${extra}` : "";
}

function compileJsonSchema({ $schema, ...schema }: JsonSchema): ValidateFunction {
  const isOld = typeof $schema === "string" && /draft-0[4-7]/.test($schema);
  const options = { strict: false, validateFormats: false, addUsedSchema: false, allErrors: false };
  const ajv = isOld ? new Ajv(options) : new Ajv2020(options);
  return ajv.compile(closeObjects(schema));
}

/** Objects that do not say what becomes of other properties refuse them. */
function closeObjects(schema: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const closed: Record<string, unknown> = { ...schema };
  const { properties, items } = schema;
  if (isObject(properties)) {
    closed["properties"] = Object.fromEntries(
      Object.entries(properties).map(([key, value]) => [
        key,
        isObject(value) ? closeObjects(value) : value,
      ]),
    );
    const composed = [
      "allOf",
      "anyOf",
      "oneOf",
      "$ref",
      "unevaluatedProperties",
      "patternProperties",
    ];
    if (!("additionalProperties" in schema) && !composed.some((key) => key in schema)) {
      closed["additionalProperties"] = false;
    }
  }
  if (isObject(items)) closed["items"] = closeObjects(items);
  return closed;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function tellProblems(problems: readonly string[]): string {
  return problems.slice(0, problemsMax).join("; ").slice(0, problemsCharactersMax);
}
