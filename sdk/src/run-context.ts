import { type Attributes, type Context, propagation } from "@opentelemetry/api";
import { spanward } from "./attributes.ts";

/** Whose run it is, what for, and how it is labelled. Values past 256 characters are cut. */
export interface RunContext {
  businessUnit?: string | undefined;
  project?: string | undefined;
  useCase?: string | undefined;
  sessionId?: string | undefined;
  userId?: string | undefined;
  /** At most 32. */
  tags?: Record<string, string | number | boolean> | undefined;
}

// The baggage keys are the attribute keys: what arrives from another process needs no table.
const keys = [
  ["businessUnit", spanward.businessUnit],
  ["project", spanward.project],
  ["useCase", spanward.useCase],
  ["sessionId", "session.id"],
  ["userId", "user.id"],
] as const;
const keySet: ReadonlySet<string> = new Set(keys.map(([, key]) => key));
const tagsMax = 32;
const valueCharactersMax = 256;

/** Adds a run's context to the baggage; what is left out or empty stays as it was further out. */
export function addToBaggage(parent: Context, run: RunContext): Context {
  let baggage = propagation.getBaggage(parent) ?? propagation.createBaggage();
  const add = (key: string, value: string | number | boolean | undefined) => {
    if (value === undefined || value === "") return;
    baggage = baggage.setEntry(key, { value: String(value).slice(0, valueCharactersMax) });
  };
  for (const [name, key] of keys) add(key, run[name]);
  for (const [name, value] of Object.entries(run.tags ?? {}).slice(0, tagsMax)) {
    add(spanward.tagPrefix + name, value);
  }
  return propagation.setBaggage(parent, baggage);
}

/** The attributes that a span begun in this context gets. Other baggage is left alone. */
export function attributesFromBaggage(parent: Context): Attributes {
  const attributes: Attributes = {};
  for (const [key, { value }] of propagation.getBaggage(parent)?.getAllEntries() ?? []) {
    if (keySet.has(key) || key.startsWith(spanward.tagPrefix)) attributes[key] = value;
  }
  return attributes;
}
