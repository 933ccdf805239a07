import type { TraceFacets } from "spanward/answers/trace-summary";

type FacetName = TraceFacets["facets"][number]["name"];

/** The field of the search that a facet's values belong to. */
export const fieldOfFacet: Record<FacetName, string> = {
  status: "status",
  agent: "agent",
  model: "model",
  tool: "tool",
  businessUnit: "bu",
  useCase: "usecase",
  environment: "env",
  service: "service",
  label: "label",
  user: "user",
  session: "session",
};

/** The values of a field that traces have, the most frequent first. */
export function searchValues(
  facets: TraceFacets | undefined,
  field: string,
): readonly { value: string; count: number }[] {
  return facets?.facets.find(({ name }) => fieldOfFacet[name] === field)?.values ?? [];
}
