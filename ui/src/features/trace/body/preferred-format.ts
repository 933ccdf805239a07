import { getContext, setContext } from "svelte";
import type { BodyFormat } from "./body-format.ts";

const key = Symbol("preferred format");

/** Says how the texts below the calling component are shown, where they can be; null: each as fits it best. */
export function setPreferredFormat(format: () => BodyFormat | null): void {
  setContext(key, format);
}

/** How the texts of the calling component are to be shown. */
export function getPreferredFormat(): (() => BodyFormat | null) | undefined {
  return getContext<(() => BodyFormat | null) | undefined>(key);
}
