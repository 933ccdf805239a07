import { getContext, setContext } from "svelte";
import type { SpanDetail } from "spanward/answers/span-detail";

/** The tools a model was given. */
export type ToolDefinitions = SpanDetail["content"]["toolDefinitions"];

const key = Symbol("tool definitions");

/** Says which tools the calls below the calling component were offered with. */
export function setToolDefinitions(definitions: () => ToolDefinitions): void {
  setContext(key, definitions);
}

/** The tools that were offered; null where nobody says, so that no call is judged by them. */
export function getToolDefinitions(): (() => ToolDefinitions) | null {
  return getContext<(() => ToolDefinitions) | undefined>(key) ?? null;
}
