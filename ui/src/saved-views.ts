import type { SavedView } from "spanward/answers/saved-view";
import { changeQuery } from "./router.svelte.ts";

/** The address of the list of traces as a view has it. */
export function viewHref(view: SavedView, project: string): string {
  const { columns, query, range, sort } = view;
  return `/traces${changeQuery("", {
    project: project === "default" ? null : project,
    q: query || null,
    range,
    sort: sort === "-start" ? null : sort,
    cols: columns && columns.join(","),
  })}`;
}
