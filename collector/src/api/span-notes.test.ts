import type { SpanRow } from "@spanward/clickhouse";
import { spanFlags } from "@spanward/clickhouse/records";
import { expect, test } from "vitest";
import { notesOf } from "./span-notes.ts";

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the notes look at nothing else
const rowWith = (flags: number) => ({ flags }) as SpanRow;
const content = {
  spanId: "s",
  attributes: "[]",
  events: "[]",
  links: "[]",
  resource: "{}",
  scope: "{}",
  schemaUrl: "",
  traceState: "",
  otlpKind: 1,
  otlpFlags: 0,
  sentStartUnixNano: 0n,
  sentEndUnixNano: 0n,
  droppedAttributes: 0,
  droppedEvents: 0,
  droppedLinks: 0,
};

test("there is nothing to note about a plain span", () => {
  expect(notesOf(rowWith(0), content)).toEqual([]);
});

test("notes what the reader would not expect", () => {
  const flags = spanFlags.timeClamped | spanFlags.durationClamped | spanFlags.pending;
  const notes = notesOf(rowWith(flags), { ...content, droppedLinks: 1 }).join(" ");
  expect(notes).toContain("1970-01-01T00:00:00.000000000Z");
  expect(notes).toContain("end before its start");
  expect(notes).toContain("still running");
  expect(notes).toContain("dropped");
  expect(notesOf(rowWith(0), null).join()).toContain("expired");
});
