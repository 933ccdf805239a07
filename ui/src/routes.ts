import type { Component } from "svelte";

/** Loads a page, whose props are the named parts of its path. `any`: each page names its own. */
// oxlint-disable-next-line typescript/no-explicit-any -- the pattern beside it says which props there are
type LoadPage = () => Promise<{ default: Component<any> }>;

/** What a path leads to. */
export interface Match {
  load: LoadPage;
  params: Record<string, string>;
}

const table: { pattern: string; load: LoadPage }[] = [
  { pattern: "/", load: () => import("./features/overview/OverviewPage.svelte") },
  { pattern: "/traces", load: () => import("./features/traces/TracesPage.svelte") },
  // Before the next one, which takes any name for an id.
  { pattern: "/traces/compare", load: () => import("./features/compare/ComparePage.svelte") },
  { pattern: "/traces/:traceId", load: () => import("./features/trace/TracePage.svelte") },
  { pattern: "/sessions", load: () => import("./features/sessions/SessionsPage.svelte") },
  {
    pattern: "/sessions/:sessionId",
    load: () => import("./features/sessions/SessionPage.svelte"),
  },
  { pattern: "/live", load: () => import("./features/live/LivePage.svelte") },
  { pattern: "/latency", load: () => import("./features/latency/LatencyPage.svelte") },
  { pattern: "/usage", load: () => import("./features/usage/UsagePage.svelte") },
  { pattern: "/settings", load: () => import("./features/settings/SettingsPage.svelte") },
];

/** The page of a path, or null when there is none. */
export function matchRoute(path: string): Match | null {
  for (const { pattern, load } of table) {
    const params = matchPattern(pattern, path);
    if (params) return { load, params };
  }
  return null;
}

/** The named parts of `path` by `pattern`, decoded, or null when it does not match. */
export function matchPattern(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split("/");
  const parts = path.length > 1 ? path.replace(/\/$/, "").split("/") : path.split("/");
  if (wanted.length !== parts.length) return null;

  const params: Record<string, string> = {};
  for (const [index, name] of wanted.entries()) {
    const part = parts[index] ?? "";
    if (!name.startsWith(":")) {
      if (name !== part) return null;
    } else {
      if (part === "") return null;
      params[name.slice(1)] = decodePart(part);
    }
  }
  return params;
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a stray "%": what was typed is the best reading of it
  }
}
