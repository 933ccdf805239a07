/** Changes to the query of an address: null or [] takes a parameter away, a list repeats it. */
export type QueryChanges = Record<string, string | readonly string[] | null>;

interface HistoryOptions {
  /** Takes the place of the current entry, so that "back" skips it: for selections and typing. */
  replace?: boolean;
}

/** Where the reader is. The address is the state: pages read `query` and write it with `setQuery`. */
class Router {
  #url = $state.raw(new URL(location.href));
  readonly path = $derived(this.#url.pathname);
  readonly query: Pick<URLSearchParams, "get" | "getAll" | "has" | "toString"> = $derived(
    this.#url.searchParams,
  );

  /** Goes to an address of this application, such as `/traces?status=error`. */
  open(href: string, { replace = false }: HistoryOptions = {}): void {
    history[replace ? "replaceState" : "pushState"](null, "", href);
    this.follow();
  }

  /** Changes parameters of the current page and keeps the others. */
  setQuery(changes: QueryChanges, options: HistoryOptions = {}): void {
    const href = this.hrefWith(changes);
    if (href !== this.#url.pathname + this.#url.search) this.open(href, options);
  }

  /** The address of the current page with some parameters changed, for links. */
  hrefWith(changes: QueryChanges): string {
    return this.#url.pathname + changeQuery(this.#url.search, changes);
  }

  /** Reads the address again after the browser changed it (back, forward). */
  follow(): void {
    this.#url = new URL(location.href);
  }
}

/** The one address bar. */
export const router = new Router();

/** `?a=1` with changes: `""`, or the query with its question mark. */
export function changeQuery(search: string, changes: QueryChanges): string {
  const query = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    const [first, ...others] = value === null ? [] : [value].flat();
    if (first === undefined) query.delete(name);
    else query.set(name, first); // keeps its place
    for (const other of others) query.append(name, other);
  }
  // Readable addresses: these need no escape in a query.
  const text = query
    .toString()
    .replaceAll("%3A", ":")
    .replaceAll("%2C", ",")
    .replaceAll("%2F", "/");
  return text && `?${text}`;
}
