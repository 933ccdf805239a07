import type { Attributes, OtlpSpan } from "../../decode/otlp.ts";
import { listOf, structureOf, textOf } from "../attributes/json.ts";
import { readText } from "../attributes/read-attribute.ts";
import { spanward } from "../conventions/spanward.ts";
import { idText } from "./id-text.ts";
import { isTag, type MetadataEntry } from "./metadata.ts";

/** To whom and to what a span is charged, and how it is labelled. */
export interface Attribution {
  businessUnit: string;
  useCase: string;
  tags: Record<string, string>;
  labels: string[];
}

const businessUnitNames = [
  "spanward.business_unit",
  "businessUnit",
  "business_unit",
  "business.unit",
  "department",
  "user_api_key_team_alias",
] as const;
const useCaseNames = ["spanward.use_case", "useCase", "use_case", "use.case"] as const;

// Tags that are attributes of their own, of the span or of its resource, under the name they get.
const tagKeys: readonly [string, string][] = [
  [spanward.project, "project"],
  ["project", "project"],
  ["openinference.project.name", "project"],
  ["team.id", "team"],
  ["department", "department"],
  ["cost_center", "cost_center"],
  ["service.namespace", "service.namespace"],
  ["customer.id", "customer"],
  ["langwatch.customer.id", "customer"],
  ["langfuse.release", "release"],
];

const labelKeys = [
  spanward.labels,
  "tag.tags",
  "langfuse.trace.tags",
  "langsmith.span.tags",
  "lmnr.association.properties.tags",
  "langwatch.labels",
  "mastra.tags",
  "logfire.tags",
  "ai.telemetry.metadata.tags",
] as const;

const tagsMax = 64;
const labelsMax = 64;

/** Reads the business unit, use case, tags and labels of a span, from it and from its resource. */
export function findTags(span: OtlpSpan, metadata: MetadataEntry[]): Attribution {
  const tags = new Map<string, string>();
  const add = (name: string, value: string): void => {
    const text = idText(value);
    if (text !== "" && text.length <= 256 && tags.size < tagsMax && !tags.has(name))
      tags.set(name, text);
  };
  for (const entry of metadata) if (isTag(entry)) add(entry.name, entry.value);
  for (const [key, name] of tagKeys) add(name, readText(span.attributes, key));
  for (const [key, name] of tagKeys) add(name, readText(span.resource.attributes, key));
  return {
    businessUnit: findNamed(span, metadata, businessUnitNames),
    useCase: findNamed(span, metadata, useCaseNames),
    tags: Object.fromEntries(tags),
    labels: findLabels(span.attributes, metadata),
  };
}

/** The span's own attribute, else its metadata, else its resource, by the first name that has any. */
function findNamed(span: OtlpSpan, metadata: MetadataEntry[], names: readonly string[]): string {
  const own = (attributes: Attributes): string =>
    names.map((name) => idText(readText(attributes, name))).find((text) => text !== "") ?? "";
  const said = names
    .map((name) => metadata.find((entry) => entry.name === name)?.value ?? "")
    .find((text) => text !== "");
  return own(span.attributes) || (said ?? "") || own(span.resource.attributes);
}

function findLabels(attributes: Attributes, metadata: MetadataEntry[]): string[] {
  const values = [
    ...labelKeys.map((key) => attributes.get(key)),
    ...metadata.filter(({ name }) => /^(?:labels|tags)$/.test(name)).map(({ value }) => value),
  ];
  const labels = values.flatMap((raw) => {
    const value = structureOf(raw);
    // LangSmith joins its tags with commas.
    return typeof value === "string" ? value.split(",") : listOf(value).map(textOf);
  });
  const whole = labels
    .map((label) => label.trim())
    .filter((label) => label !== "" && label.length <= 256);
  return [...new Set(whole)].slice(0, labelsMax);
}
