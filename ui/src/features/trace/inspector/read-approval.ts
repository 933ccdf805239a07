import type { SpanDetail } from "spanward/answers/span-detail";

/** What became of a request to a person. */
export interface Approval {
  state: string; // pending | approved | denied | expired | cancelled, or what the sender says
  approver: string; // "" while nobody has decided, or it is not told
  reason: string; // "" for none
  waitedNs: number; // until the decision, or until now as far as the span knows
}

/** The approval that a span is; null for any other. */
export function readApproval(detail: SpanDetail): Approval | null {
  if (detail.kind !== "approval") return null;
  const text = (key: string) =>
    detail.attributes.find((attribute) => attribute.key === `spanward.approval.${key}`)?.value
      .text ?? "";
  return {
    state: text("state") || "unknown",
    approver: text("approver"),
    reason: text("reason"),
    waitedNs: detail.durationNs,
  };
}
