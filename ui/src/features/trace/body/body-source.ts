import { getContext, setContext } from "svelte";
import type { SpanPart } from "spanward/answers/span-detail";

/** Where the rest of a cut text comes from. */
export interface BodySource {
  /** Reads a slice; `limit` in characters, at most 1,000,000. */
  readPart(slice: { part: string; offset: number; limit: number }): Promise<SpanPart>;
  /** Where a text is to be had whole, as a file. */
  fileHref(part: string): string;
}

const key = Symbol("body source");

/** Says where the texts below the calling component come from. */
export function setBodySource(source: () => BodySource): void {
  setContext(key, source);
}

/** Where the texts of the calling component come from. */
export function getBodySource(): () => BodySource {
  return getContext<() => BodySource>(key);
}
