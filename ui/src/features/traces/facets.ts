import type { TraceFacets } from "spanward/answers/trace-summary";
import type { Term } from "spanward/search/read-terms";
import { findField } from "spanward/search/search-fields";

import { fieldOfFacet } from "../../search/search-values.ts";

type FacetName = TraceFacets["facets"][number]["name"];

/** Each facet, in the order of the side bar: the search field it writes, and its heading. */
export const facetLooks = {
  status: { field: fieldOfFacet.status, label: "Status" },
  agent: { field: fieldOfFacet.agent, label: "Agent" },
  model: { field: fieldOfFacet.model, label: "Model" },
  tool: { field: fieldOfFacet.tool, label: "Tool" },
  businessUnit: { field: fieldOfFacet.businessUnit, label: "Business unit" },
  useCase: { field: fieldOfFacet.useCase, label: "Use case" },
  environment: { field: fieldOfFacet.environment, label: "Environment" },
  service: { field: fieldOfFacet.service, label: "Service" },
  label: { field: fieldOfFacet.label, label: "Label" },
  user: { field: fieldOfFacet.user, label: "User" },
  session: { field: fieldOfFacet.session, label: "Session" },
} satisfies Record<FacetName, { field: string; label: string }>;
const order: FacetName[] = Object.keys(facetLooks).filter(isFacetName);

/** A facet as the side bar shows it. */
export interface Facet {
  name: FacetName;
  field: string;
  label: string;
  values: { value: string; count: number; chosen: boolean }[];
  truncated: boolean; // more values exist than the server lists
}

/** The values a text asks of a field. */
const valuesOf = (terms: readonly Term[], field: string): string[] =>
  terms.filter((term) => asksFor(term, field)).map(({ value }) => value);

/** Whether a term asks for a value of a field; what must not be is no choice of a facet. */
export const asksFor = ({ field, negated }: Term, of: string): boolean =>
  !negated && field !== null && findField(field)?.name === of;

/** The facets whose alternatives are asked for apart: those with a value chosen. */
export function chosenFacets(terms: readonly Term[]): FacetName[] {
  return order.filter((name) => valuesOf(terms, facetLooks[name].field).length > 0);
}

/**
 * The facets of the traces shown. `alternatives` are the answers without the facet's own terms, so that a
 * chosen value does not make its neighbours disappear. A chosen value is listed even if nothing has it.
 */
export function mergeFacets(
  answer: TraceFacets,
  alternatives: Partial<Record<FacetName, TraceFacets>>,
  terms: readonly Term[],
): Facet[] {
  const facets = answer.facets.map(({ name }) => {
    const { field, label } = facetLooks[name];
    const source = (alternatives[name] ?? answer).facets.find((facet) => facet.name === name);
    const chosen = valuesOf(terms, field);
    const values = (source?.values ?? []).map((each) => ({
      ...each,
      chosen: chosen.includes(each.value),
    }));
    const unlisted = chosen.filter((value) => !values.some((each) => each.value === value));
    values.push(...unlisted.map((value) => ({ value, count: 0, chosen: true })));
    return { name, field, label, values, truncated: source?.truncated ?? false };
  });
  return facets
    .filter((facet) => facet.values.length > 0)
    .toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
}

function isFacetName(name: string): name is FacetName {
  return name in facetLooks;
}
