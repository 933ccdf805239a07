import { getContext, setContext } from "svelte";
import type { SpanPart } from "spanward/answers/span-detail";

/** Where the rest of a cut text comes from. */
export interface BodySource {
  /** A name for a file of this span's texts, without extension. */
  fileName: string;
  /** Reads a slice; `limit` in characters, at most 1,000,000. */
  readPart(slice: { part: string; offset: number; limit: number }): Promise<SpanPart>;
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
