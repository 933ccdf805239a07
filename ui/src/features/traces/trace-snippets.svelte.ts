import { createQueries } from "@tanstack/svelte-query";
import type { TraceSnippets } from "spanward/answers/trace-summary";
import { api } from "../../api.ts";
import { scope } from "../../state/scope.svelte.ts";
import type { TraceList } from "./trace-list.svelte.ts";

type Snippet = TraceSnippets["snippets"][number];

/** Where a trace says what is searched for; null when it does not, or that is not known yet. */
export interface ListSnippets {
  of: (traceId: string) => Snippet | null;
}

/** Where the traces of a list say the first text that is searched for; asked page by page. */
export function createListSnippets(list: TraceList): ListSnippets {
  const text = $derived.by(() => {
    for (const each of list.search.conditions)
      if (each.kind === "text" && !each.negated) return each.phrase;
    return "";
  });
  const answers = createQueries(() => ({
    queries: (text === "" ? [] : (list.pages.data?.pages ?? [])).map(({ traces }) => {
      const { project } = scope;
      const traceId = traces.map((trace) => trace.traceId);
      return {
        queryKey: ["snippets", project, text, traceId],
        queryFn: ({ signal }: { signal: AbortSignal }) =>
          api.snippetsOf({ project, text, traceId }, { signal }),
        enabled: traceId.length > 0,
        staleTime: Infinity,
      };
    }),
  }));
  const byTrace = $derived(
    new Map(
      answers
        .flatMap(({ data }) => data?.snippets ?? [])
        .map((snippet) => [snippet.traceId, snippet]),
    ),
  );
  return { of: (traceId) => byTrace.get(traceId) ?? null };
}
