import type { OtlpSpan } from "../../decode/otlp.ts";
import { fieldAt, textOf } from "../attributes/json.ts";
import { readText } from "../attributes/read-attribute.ts";
import {
  adkKind,
  logfireKind,
  aiSdkKind,
  mastraWorkflowKind,
  mcpKind,
  openInferenceKind,
} from "./framework-rules.ts";
import type { KindFinding, KindRule } from "./kind-finding.ts";
import { shapeKind } from "./shape-rules.ts";
import {
  frameworkKinds,
  type KindTable,
  lastKinds,
  operationKinds,
  vendorKinds,
} from "./kind-tables.ts";

const byTable =
  (table: KindTable): KindRule =>
  (span) => {
    if (table.scope !== undefined && !table.scope.test(span.scope.name)) return null;
    const said =
      table.path === undefined
        ? readText(span.attributes, table.key)
        : textOf(fieldAt(span.attributes.get(table.key), table.path));
    const word = said.replaceAll('"', "").toLowerCase();
    const kind = table.kinds.get(word);
    if (kind === undefined) return null;
    return {
      value: kind,
      convention: table.convention,
      rule: `${table.key} says so.`,
      keys: [table.key],
    };
  };

// In this order: what was set on purpose for a trace viewer, then what a framework says of itself,
// then the general conventions, then what the span merely looks like.
const rules: readonly KindRule[] = [
  ...vendorKinds.map(byTable),
  openInferenceKind,
  mastraWorkflowKind,
  aiSdkKind,
  adkKind,
  logfireKind,
  ...frameworkKinds.map(byTable),
  byTable(operationKinds),
  mcpKind,
  ...lastKinds.map(byTable),
  shapeKind,
];

const unknown: KindFinding = {
  value: "other",
  convention: "",
  rule: "No rule recognised it.",
  keys: [],
};

/** What a span is: the first rule that recognises it decides. */
export function findKind(span: OtlpSpan): KindFinding {
  for (const rule of rules) {
    const finding = rule(span);
    if (finding !== null) return finding;
  }
  return unknown;
}
