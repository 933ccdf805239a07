import type { SpanDetail } from "spanward/answers/span-detail";

/** A tab of the inspector. */
interface DetailTab {
  value: string; // as in the address
  label: string;
  count?: number;
}

/** The tabs that have something to show for a span; its content always has one. */
export function detailTabs(detail: SpanDetail): DetailTab[] {
  const { content } = detail;
  const isChat = content.input.length + content.output.length + content.system.length > 0;
  const lists = [
    { value: "events", label: "Events", count: detail.events.length },
    { value: "links", label: "Links", count: detail.links.length },
    { value: "logs", label: "Logs", count: detail.logs.length },
    { value: "scores", label: "Scores", count: detail.scores.length },
  ];
  return [
    { value: "io", label: isChat ? "Messages" : content.decision ? "Decision" : "Input & output" },
    { value: "attrs", label: "Attributes", count: detail.attributes.length },
    ...lists.filter(({ count }) => count > 0),
    ...(detail.decisions.length > 0 ? [{ value: "why", label: "Why" }] : []),
  ];
}
