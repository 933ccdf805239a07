import { untrack } from "svelte";
import { router } from "../../router.svelte.ts";
import { adoptQuery, describeView, readTraceQuery } from "./trace-query.ts";
import type { TraceView } from "./trace-view.svelte.ts";

/** Browsers refuse more than about 20 changes of the address a second; a held arrow key makes more. */
const writeEveryMs = 200;

/**
 * Keeps the address and a view equal while the calling component lives. The first change is written at
 * once, those that follow quickly are written together.
 */
export function followAddress(view: TraceView): void {
  let agreed = ""; // what address and view said when they were last equal
  let timer: ReturnType<typeof setTimeout> | undefined;

  function readAddress() {
    const query = readTraceQuery(router.query);
    const text = JSON.stringify(query);
    if (text === agreed) return;
    agreed = text;
    untrack(() => adoptQuery(view, query));
  }

  function writeAddress() {
    const query = describeView(view);
    const text = JSON.stringify(query);
    if (text === agreed || timer !== undefined) return;
    agreed = text;
    // Not in the middle of an effect: whatever reads the address would be made anew.
    queueMicrotask(() => router.setQuery({ ...query }, { replace: true }));
    timer = setTimeout(() => {
      timer = undefined;
      writeAddress();
    }, writeEveryMs);
  }

  readAddress();
  $effect(readAddress);
  $effect(writeAddress);
  $effect(() => () => clearTimeout(timer));
}
