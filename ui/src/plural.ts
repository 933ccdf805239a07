import { formatCount } from "./format.ts";

/** `1 call`, `2,000 calls`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
