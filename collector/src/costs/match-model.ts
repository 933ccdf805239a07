import type { ModelMatch } from "./price-card.ts";

/** Whether a model's name is one that `match` means. */
export function matchesModel(match: ModelMatch, name: string): boolean {
  const lower = name.toLowerCase();
  if ("equals" in match) return lower === match.equals.toLowerCase();
  if ("starts_with" in match) return lower.startsWith(match.starts_with.toLowerCase());
  if ("ends_with" in match) return lower.endsWith(match.ends_with.toLowerCase());
  if ("contains" in match) return lower.includes(match.contains.toLowerCase());
  if ("regex" in match) return new RegExp(match.regex).test(name);
  if ("or" in match) return match.or.some((one) => matchesModel(one, name));
  return match.and.every((one) => matchesModel(one, name));
}

/**
 * A name with `*` for whatever there may be at its beginning, its end or both: `gpt-5*`.
 *
 * @throws {RangeError} when there is a `*` elsewhere
 */
export function matchOfPattern(pattern: string): ModelMatch {
  const text = pattern.replace(/^\*/, "").replace(/\*$/, "");
  if (text.includes("*")) {
    throw new RangeError(
      `${pattern}: a * may stand at the beginning and the end of a model's name`,
    );
  }
  const [open, shut] = [pattern.startsWith("*"), pattern.endsWith("*")];
  if (open && shut) return { contains: text };
  if (open) return { ends_with: text };
  return shut ? { starts_with: text } : { equals: text };
}
