import { createInfiniteQuery, createQuery, keepPreviousData } from "@tanstack/svelte-query";
import { parseSearch, type Search } from "spanward/search/parse-search";
import type { PlacedTerm } from "spanward/search/read-terms";
import type { TraceList as TraceListAnswer, TraceSummary } from "spanward/answers/trace-summary";
import { api, type TraceFilter } from "../../api.ts";
import { router } from "../../router.svelte.ts";
import { Kept } from "../../state/kept.svelte.ts";
import { scope } from "../../state/scope.svelte.ts";
import { Stored } from "../../state/stored.svelte.ts";
import { readSort, type TraceSort } from "./trace-columns.ts";

const pageSize = 100;
const pollMs = 5000;

/** Where the reader was in a list: the way back from a trace leads there. */
interface Place {
  nowMs: number;
  current: number;
  scrollTop: number;
}
const places = new Kept<Place>(5 * 60_000);

/** The traces that the address asks for, page by page, and how many have come since. */
export class TraceList {
  #nowMs = $state(Date.now());
  /** The row that has the keyboard. */
  current = $state(0);
  scrollTop = $state(0);

  readonly text: string = $derived(router.query.get("q") ?? "");
  /** The last text without a slip: while one types, the list does not come and go. */
  #lastReadable: string | null = null;
  readonly #readable: string = $derived.by(() => {
    if (parseSearch(this.text).problems.length === 0) this.#lastReadable = this.text;
    return this.#lastReadable ?? this.text;
  });
  readonly search: Search = $derived(parseSearch(this.#readable));
  readonly terms: PlacedTerm[] = $derived(this.search.terms);
  readonly filter: TraceFilter = $derived({ ...scope.query(this.#nowMs), q: this.#readable });

  readonly sort: TraceSort = $derived(readSort(router.query.get("sort")));
  readonly #keptColumns = new Stored("trace columns");
  /** Names of the columns that were chosen; null: the usual ones. */
  readonly columns: string[] | null = $derived.by(() => {
    const text = router.query.get("cols") ?? this.#keptColumns.value;
    return text === null || text === "" ? null : text.split(",");
  });

  readonly pages = createInfiniteQuery(() => {
    const filter = { ...this.filter, sort: this.sort };
    return {
      queryKey: ["traces", filter],
      queryFn: ({ pageParam, signal }: { pageParam: string | undefined; signal: AbortSignal }) =>
        api.traces({ ...filter, limit: String(pageSize), cursor: pageParam }, { signal }),
      initialPageParam: undefined,
      getNextPageParam: (page: TraceListAnswer) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
      staleTime: Infinity, // newer ones are offered, never pushed under the reader's eyes
    };
  });
  readonly rows: TraceSummary[] = $derived(
    this.pages.data?.pages.flatMap((page) => page.traces) ?? [],
  );

  readonly #newer = createQuery(() => {
    const from = this.rows[0]?.startTime ?? this.filter.from;
    const query = { ...this.filter, from, limit: String(pageSize) };
    return {
      queryKey: ["newer traces", query],
      queryFn: ({ signal }: { signal: AbortSignal }) => api.traces(query, { signal }),
      enabled: this.pages.isSuccess && scope.range.kind !== "absolute" && this.sort === "-start",
      initialData: { traces: [], nextCursor: null },
      staleTime: pollMs,
      refetchInterval: pollMs,
    };
  });
  readonly #known: Set<string> = $derived(new Set(this.rows.map((trace) => trace.traceId)));
  /** Traces that came since the list was read; {@link pageSize} stands for "or more". */
  readonly newCount: number = $derived(
    this.#newer.data.traces.filter((trace) => !this.#known.has(trace.traceId)).length,
  );
  readonly newCountIsLimit: boolean = $derived(this.#newer.data.nextCursor !== null);

  /** What "last 24 hours" counts back from. */
  get nowMs(): number {
    return this.#nowMs;
  }

  constructor() {
    const place = places.read(router.query.toString());
    if (!place) return;
    this.#nowMs = place.nowMs;
    this.current = place.current;
    this.scrollTop = place.scrollTop;
  }

  /** Reads the list again, from now. */
  refresh(): void {
    this.#nowMs = Date.now();
    this.current = 0;
    this.scrollTop = 0;
  }

  /** Changes the text of the search; while typing, "back" skips the steps in between. */
  setText(text: string, options: { replace?: boolean } = {}): void {
    router.setQuery({ q: text.trim() || null }, options);
    this.current = 0;
  }

  chooseSort(sort: TraceSort): void {
    router.setQuery({ sort: sort === "-start" ? null : sort });
    this.current = 0;
    this.scrollTop = 0;
  }

  /** Null: the usual ones. */
  chooseColumns(columns: string[] | null): void {
    this.#keptColumns.value = columns && columns.join(",");
    router.setQuery({ cols: columns && columns.join(",") }, { replace: true });
  }

  loadMore(): void {
    const { hasNextPage, isFetching } = this.pages;
    if (hasNextPage && !isFetching) void this.pages.fetchNextPage();
  }

  /** Keeps the place for the way back. */
  keepPlace(): void {
    const { current, scrollTop } = this;
    places.keep(router.query.toString(), { nowMs: this.#nowMs, current, scrollTop });
  }
}
