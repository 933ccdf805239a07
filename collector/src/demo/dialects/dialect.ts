import type { ValuesByKey } from "../otlp-json.ts";
import type { RunContext, Step } from "../steps.ts";

/** A step as one instrumentation writes it. */
export interface Shape {
  name: string;
  kind: 1 | 2 | 3; // OTLP's: internal, server, client
  attributes: ValuesByKey;
}

/** One instrumentation: what its spans are called and what they carry. */
export interface Dialect {
  scope: string;
  version: string;
  write: (step: Step, context: RunContext, isRoot: boolean) => Shape;
}

/** What the demo says of a trace besides whose it is: exhibits are found by the tag `featured`. */
export function demoTags({ channel, exhibit }: RunContext, prefix = ""): ValuesByKey {
  const featured = exhibit === null ? {} : { featured: "true", exhibit };
  const entries = Object.entries({ channel, demo: "true", ...featured });
  return Object.fromEntries(entries.map(([key, value]) => [`${prefix}${key}`, value]));
}
