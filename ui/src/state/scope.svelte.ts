import { type TimeRange, parseRange, rangeEnds } from "../time-range.ts";
import { changeQuery, type QueryChanges, router } from "../router.svelte.ts";
import { Stored } from "./stored.svelte.ts";

const defaultRange = "24h";

/**
 * What every page looks at: the project, the period and the time zone. All three stand in the address,
 * so that a copied link shows the same; project and zone are remembered for the next visit.
 */
class Scope {
  #project = new Stored("project");
  #zone = new Stored("zone");

  readonly project: string = $derived(
    router.query.get("project") ?? this.#project.value ?? "default",
  );
  /** `UTC`, `local` or an IANA name. */
  readonly zone: string = $derived(
    knownZone(router.query.get("zone")) ?? knownZone(this.#zone.value) ?? "UTC",
  );
  readonly rangeText: string = $derived(router.query.get("range") ?? defaultRange);
  readonly range: TimeRange = $derived(
    parseRange(this.rangeText) ?? { kind: "relative", amount: 24, unit: "h" },
  );

  chooseProject(project: string): void {
    this.#project.value = project;
    router.setQuery({ project: project === "default" ? null : project });
  }

  chooseZone(zone: string): void {
    this.#zone.value = zone;
    router.setQuery({ zone: zone === "UTC" ? null : zone });
  }

  chooseRange(text: string): void {
    router.setQuery({ range: text === defaultRange ? null : text });
  }

  /** The API's `project`, `from` and `to`, seen from a moment. */
  query(nowMs = Date.now()): { project: string; from?: string; to?: string } {
    return { project: this.project, ...rangeEnds(this.range, nowMs) };
  }

  /** This page's address for somebody else: a period that counts back from now is written out. */
  linkToShare(): string {
    const { project, from } = this.query();
    const range =
      this.range.kind === "relative" ? `${from},${new Date().toISOString()}` : this.rangeText;
    const changes = { project, range, zone: this.zone === "local" ? null : this.zone };
    return location.origin + router.hrefWith(changes);
  }

  /** A link to another page that looks at the same project and period, in the same zone. */
  href(path: string, query: QueryChanges = {}): string {
    const kept = { project: null, range: null, zone: null } as QueryChanges;
    for (const name of Object.keys(kept)) kept[name] = router.query.get(name);
    return path + changeQuery("", { ...kept, ...query });
  }
}

function knownZone(zone: string | null): string | null {
  if (zone === null || zone === "local") return zone;
  try {
    Intl.DateTimeFormat("en-GB", { timeZone: zone });
    return zone;
  } catch {
    return null;
  }
}

/** The project, period and zone in view. */
export const scope = new Scope();
