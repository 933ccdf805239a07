import type { Attributes } from "../decode/otlp.ts";
import { textOf } from "./attributes/json.ts";
import type { Decision } from "./content.ts";
import { cutCodePoints } from "./preview.ts";

/** What a rule found in a span: the value, and the reason to give a person who asks why. */
export interface Finding<Value> {
  value: Value;
  rule: string; // one sentence
  keys: readonly string[]; // the attributes it read
}

const sourceCodePointsMax = 200;

/** A finding as it is shown: with the attributes it was read from. */
export function explain(
  field: string,
  finding: Finding<unknown>,
  attributes: Attributes,
): Decision {
  const sources = finding.keys.map((key) => ({
    key,
    value: cutCodePoints(textOf(attributes.get(key)), sourceCodePointsMax),
  }));
  return { field, value: String(finding.value), rule: finding.rule, sources };
}
