import { createQueries, createQuery, keepPreviousData } from "@tanstack/svelte-query";
import { api, type TraceFilter } from "../../api.ts";
import { scope } from "../../state/scope.svelte.ts";
import { writeTerms } from "spanward/search/read-terms";
import { asksFor, chosenFacets, type Facet, facetLooks, mergeFacets } from "./facets.ts";
import type { TraceList } from "./trace-list.svelte.ts";

/** What the traces of a list can be told apart by, and how many there are. */
export interface ListFacets {
  readonly total: number | null; // null: not known yet
  readonly facets: Facet[];
}

/** Asks for the facets of a list, anew whenever its filter changes. Belongs to the component that calls it. */
export function createListFacets(list: TraceList): ListFacets {
  const names = $derived(chosenFacets(list.terms));
  const answer = createQuery(() => question(list.filter));
  const alternatives = createQueries(() => ({
    queries: names.map((name) => {
      const others = list.terms.filter((term) => !asksFor(term, facetLooks[name].field));
      return question({ ...scope.query(list.nowMs), q: writeTerms(others) });
    }),
  }));
  const facets = $derived.by(() => {
    if (!answer.data) return [];
    const byName = Object.fromEntries(names.map((name, i) => [name, alternatives[i]?.data]));
    return mergeFacets(answer.data, byName, list.terms);
  });
  return {
    get total() {
      return answer.data?.total ?? null;
    },
    get facets() {
      return facets;
    },
  };
}

function question(filter: TraceFilter) {
  return {
    queryKey: ["facets", filter],
    queryFn: ({ signal }: { signal: AbortSignal }) => api.facets(filter, { signal }),
    placeholderData: keepPreviousData,
  };
}
