import type { SpanContentRow, SpanRow } from "@spanward/clickhouse";
import { spanFlags } from "@spanward/clickhouse/records";
import { formatInstant } from "./instant.ts";

/** What the reader of a span must know before trusting what it shows. */
export function notesOf(row: SpanRow, content: SpanContentRow | null): string[] {
  const has = (flag: number) => (row.flags & flag) !== 0;
  const notes: [boolean, string][] = [
    [content === null, "Its content has expired; only what lists show is kept longer."],
    [has(spanFlags.pending), "It is still running, or its end never arrived."],
    [has(spanFlags.synthetic), "It was made from log records; its sender exports no spans."],
    [
      has(spanFlags.timeClamped),
      `Its start was sent as ${content ? formatInstant(content.sentStartUnixNano) : "a time"} that cannot be, and is shown as when it came in.`,
    ],
    [
      has(spanFlags.durationClamped),
      "It was sent with an end before its start; its duration is shown as 0.",
    ],
    [has(spanFlags.contentTruncated), "Its sender cut an attribute, so a text ends in the middle."],
    [has(spanFlags.softError), "Its status does not say so, but what it reports is an error."],
    [content !== null && droppedBy(content) > 0, "Its sender dropped attributes, events or links."],
  ];
  return notes.filter(([applies]) => applies).map(([, note]) => note);
}

const droppedBy = (content: SpanContentRow): number =>
  content.droppedAttributes + content.droppedEvents + content.droppedLinks;
