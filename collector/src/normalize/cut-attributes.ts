import type { Attributes, OtlpSpan } from "../decode/otlp.ts";

/** Whether an attribute of a span, or of one of its events, holds JSON that its sender cut. */
export const hasCutJson = (span: OtlpSpan): boolean =>
  hasCut(span.attributes) || span.events.some(({ attributes }) => hasCut(attributes));

function hasCut(attributes: Attributes): boolean {
  for (const value of attributes.values()) {
    if (typeof value === "string" && value.length >= shortestCut && isCut(value)) return true;
  }
  return false;
}

const shortestCut = 16; // no limit that anybody sets is shorter

// Looking at both ends is enough, and cheap: JSON begins with a bracket and a quote, and whole JSON
// ends with a bracket.
function isCut(text: string): boolean {
  const first = text[0];
  if (first !== "{" && first !== "[") return false;
  return /^(?:\{\s*"|\[\s*[{"[])/.test(text.slice(0, 40)) && !/[}\]]\s*$/.test(text.slice(-40));
}
