/** What a report is compared with. The text form is what stands in the address: `before`, or a search. */
export type Against = { kind: "nothing" } | { kind: "before" } | { kind: "search"; text: string };

/** Reads the text form. */
export function comparedWith(text: string | null): Against {
  if (text === null || text === "") return { kind: "nothing" };
  return text === "before" ? { kind: "before" } : { kind: "search", text };
}

interface Side {
  ends: { project: string; from?: string; to?: string };
  text: string; // the search of the report
  nowMs: number;
}

/** What to ask for the other side, and how to call it. Not there: a period without a beginning has none before. */
export function otherSide(
  against: Against,
  { ends, nowMs, text }: Side,
): {
  query: { project: string; from?: string; to?: string; q: string };
  label: string;
  isThere: boolean;
} {
  if (against.kind === "search")
    return { query: { ...ends, q: against.text }, label: against.text, isThere: true };
  if (ends.from === undefined)
    return { query: { ...ends, q: text }, label: "before", isThere: false };
  const fromMs = Date.parse(ends.from);
  const toMs = ends.to === undefined ? nowMs : Date.parse(ends.to);
  const before = new Date(fromMs - (toMs - fromMs)).toISOString();
  const query = { project: ends.project, from: before, to: ends.from, q: text };
  return { query, label: "the period before", isThere: true };
}
