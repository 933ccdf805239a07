import type { TraceSummary } from "spanward/answers/trace-summary";

/** What a trace belongs to and was marked with, who answers for it first, each said once. */
export function traceMarks({
  businessUnit,
  useCase,
  tags,
  labels,
}: Pick<TraceSummary, "businessUnit" | "useCase" | "tags" | "labels">): string[] {
  const owners = Object.entries({ "Business unit": businessUnit, "Use case": useCase });
  const others = Object.entries(tags).filter(([key]) => !ownerTags.test(key));
  return [
    ...owners.flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`])),
    ...others.map(([key, value]) => `${key}: ${value}`),
    ...labels,
  ];
}

/** Tags that say the same once more. */
const ownerTags = /^(business[._-]?unit|use[._-]?case)$/i;
