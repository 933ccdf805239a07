import { z } from "zod";
import { Config } from "../config.ts";

/** One thing an operator can set. */
export interface Setting {
  path: readonly string[]; // ["store", "url"] is `store.url` in the file
  variable: string; // SPANWARD_STORE__URL
  type: "text" | "number" | "boolean" | "list";
  choices: readonly string[]; // empty: any value of the type
  minimum: number | null;
  maximum: number | null;
  default: unknown; // undefined: none, it must be given; null: off
  description: string;
}

/** Every setting of {@link Config}, in its order. Read from the schema, so that none can be forgotten. */
export function listSettings(): Setting[] {
  const schema = Schema.parse(z.toJSONSchema(Config, { io: "input" }));
  return merge(settingsIn(schema, []));
}

/** What of a JSON schema says something about a setting. */
interface Schema {
  type?: string | undefined;
  const?: string | undefined;
  enum?: string[] | undefined;
  default?: unknown;
  description?: string | undefined;
  minimum?: number | undefined;
  maximum?: number | undefined;
  properties?: Record<string, Schema> | undefined;
  anyOf?: Schema[] | undefined;
  oneOf?: Schema[] | undefined;
}
const Schema: z.ZodType<Schema> = z.lazy(() =>
  z.object({
    type: z.string().optional(),
    const: z.string().optional(),
    enum: z.array(z.string()).optional(),
    default: z.unknown().optional(),
    description: z.string().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    properties: z.record(z.string(), Schema).optional(),
    anyOf: z.array(Schema).optional(),
    oneOf: z.array(Schema).optional(),
  }),
);

function settingsIn(schema: Schema, path: string[]): Setting[] {
  if (schema.oneOf) return schema.oneOf.flatMap((variant) => settingsIn(variant, path));
  if (schema.properties) {
    const entries = Object.entries(schema.properties);
    return entries.flatMap(([name, inner]) => settingsIn(inner, [...path, name]));
  }
  return [toSetting(schema, path)];
}

/** `anyOf` is how "or null" is written. */
function toSetting(schema: Schema, path: string[]): Setting {
  const value = schema.anyOf?.find(({ type }) => type !== "null") ?? schema;
  return {
    path,
    variable: variableOf(path),
    type: types[value.type ?? ""] ?? "text",
    choices: value.enum ?? (value.const === undefined ? [] : [value.const]),
    minimum: value.minimum ?? null,
    maximum: value.maximum ?? null,
    default: schema.default,
    description: schema.description ?? "",
  };
}

const types: Record<string, Setting["type"]> = {
  integer: "number",
  number: "number",
  boolean: "boolean",
  array: "list",
};

/** `["limits", "bodyBytes"]` → `SPANWARD_LIMITS__BODY_BYTES` */
function variableOf(path: string[]): string {
  const words = path.map((name) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`));
  return `SPANWARD_${words.join("__").toUpperCase()}`;
}

/** The variants of a union share their discriminator: its choices are those of all of them. */
function merge(settings: Setting[]): Setting[] {
  const byVariable = new Map<string, Setting>();
  for (const setting of settings) {
    const known = byVariable.get(setting.variable);
    byVariable.set(setting.variable, known ? unite(known, setting) : setting);
  }
  return [...byVariable.values()];
}

const unite = (one: Setting, other: Setting): Setting => ({
  ...one,
  choices: [...one.choices, ...other.choices],
  description: [
    `${one.choices.join(", ")}: ${one.description}`,
    `${other.choices.join(", ")}: ${other.description}`,
  ].join("; "),
});
