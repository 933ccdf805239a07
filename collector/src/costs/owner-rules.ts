import type { ChargeOwner } from "@spanward/clickhouse/records";
import { z } from "zod";

/** What a rule may look at. */
export const ownerFacts = [
  "service",
  "environment",
  "agent",
  "provider",
  "model",
  "project",
  "business_unit",
  "use_case",
] as const;

const Name = z.string().min(1).max(256);

/** A fact by its name, `tag:<key>` or `attribute:<key>`, and what it must be; `*` at an end stands for anything. */
const Condition = z.strictObject({
  fact: z.union([z.enum(ownerFacts), z.string().regex(/^(?:tag|attribute):./s)]),
  is: Name,
});

/** Says who pays for calls of which the conditions hold, from one moment to another. */
export const OwnerRule = z.strictObject({
  id: z.int(),
  when: z.array(Condition).max(20),
  set: z.strictObject({
    businessUnit: Name.optional(),
    costProject: Name.optional(),
    useCase: Name.optional(),
    customer: Name.optional(),
    costCenter: Name.optional(),
  }),
  effectiveFrom: z.string(), // RFC 3339, "" for ever
  effectiveTo: z.string(),
  withdrawn: z.boolean(),
  recordedAt: z.string(),
  recordedBy: z.string(),
});
export type OwnerRule = z.infer<typeof OwnerRule>;

/** What is known of a call when its owner is looked for. */
export interface OwnerFacts {
  facts: Record<(typeof ownerFacts)[number], string>;
  tags: Readonly<Record<string, string>>;
  attributes: Readonly<Record<string, string>>;
  said: ChargeOwner; // by the spans themselves
  startUnixMs: number;
}

/**
 * Who pays. What a rule sets stands above what the spans say; of two rules that set the same, the one
 * recorded later does.
 */
export function ownerOf(rules: readonly OwnerRule[], known: OwnerFacts): ChargeOwner {
  const owner = { ...known.said };
  const at = new Date(known.startUnixMs).toISOString();
  for (const rule of rules) {
    if (rule.withdrawn) continue;
    if (rule.effectiveFrom !== "" && at < rule.effectiveFrom) continue;
    if (rule.effectiveTo !== "" && at >= rule.effectiveTo) continue;
    if (!rule.when.every(({ fact, is }) => matches(is, factOf(known, fact)))) continue;
    Object.assign(owner, rule.set);
  }
  return owner;
}

function factOf({ attributes, facts, tags }: OwnerFacts, name: string): string {
  const known = ownerFacts.find((fact) => fact === name);
  if (known !== undefined) return facts[known];
  const key = name.slice(name.indexOf(":") + 1);
  return (name.startsWith("tag:") ? tags[key] : attributes[key]) ?? "";
}

function matches(pattern: string, value: string): boolean {
  const text = pattern.replace(/^\*/, "").replace(/\*$/, "");
  const [open, shut] = [pattern.startsWith("*"), pattern.endsWith("*") && pattern.length > 1];
  if (open && shut) return value.includes(text);
  if (open) return value.endsWith(text);
  return shut ? value.startsWith(text) : value === pattern;
}
