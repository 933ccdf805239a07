import { Stored } from "./stored.svelte.ts";

/** A trace or session that the reader has looked at. */
export interface Visit {
  path: string;
  title: string;
}

const visitsMax = 8;

/** What was looked at last, the newest first; kept for the next visit. */
class Recent {
  #stored = new Stored("recent");
  readonly visits: readonly Visit[] = $derived(readVisits(this.#stored.value));

  /** Notes that a page was left. Lists and reports are no more than a key away, and not noted. */
  note(path: string, title: string): void {
    if (!/^\/(traces|sessions)\/./.test(path)) return;
    const others = this.visits.filter((visit) => visit.path !== path);
    const visit = { path, title: title.replace(/ · Spanward$/, "") };
    this.#stored.value = JSON.stringify([visit, ...others].slice(0, visitsMax));
  }
}

function readVisits(text: string | null): Visit[] {
  try {
    const read: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(read) ? read.filter((each) => isVisit(each)) : [];
  } catch {
    return []; // something else was stored under this name
  }
}

const isVisit = (value: unknown): value is Visit =>
  typeof Object(value).path === "string" && typeof Object(value).title === "string";

/** The pages looked at last. */
export const recent = new Recent();
