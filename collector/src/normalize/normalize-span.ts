import type { SpanIoRecord, SpanRecord } from "@spanward/clickhouse/records";
import type { OtlpSpan } from "../decode/otlp.ts";
import { encodeStoredSpan } from "../decode/stored-span.ts";
import { buildSpan } from "./build-span.ts";
import type { Decision, SpanContent } from "./content.ts";
import { explainFacts } from "./explain-facts.ts";
import { findFacts } from "./find-facts.ts";
import { answerText, newestInput } from "./messages/said.ts";
import type { NormalizeContext } from "./normalize-context.ts";
import { standIn } from "./pending.ts";
import { cutCharacters } from "./preview.ts";
import { readContent } from "./read-content.ts";

/** One span in the canonical model: its two rows, and on demand what was said in it and why. */
export interface NormalizedSpan {
  span: SpanRecord;
  io: SpanIoRecord;
  /** The messages, tool input and output, …: read out of the attributes when somebody looks. */
  readContent: () => SpanContent;
  /** Why the canonical fields have their values. */
  readDecisions: () => Decision[];
}

// What is searched is the newest message and the answer; past this it is data, not words.
const searchedCharactersMax = 65_536;

/**
 * Puts a span of any convention into the canonical model. It never fails because of an attribute:
 * what cannot be read is left out, and kept as it was sent.
 */
export function normalizeSpan(sent: OtlpSpan, context: NormalizeContext): NormalizedSpan {
  const otlp = standIn(sent);
  const facts = findFacts(otlp);
  const stored = encodeStoredSpan(otlp);
  const contentBytes = stored.attributes.length + stored.events.length;
  const span = buildSpan(otlp, facts, { ...context, contentBytes });
  return {
    span,
    io: {
      attributes: stored.attributes,
      events: stored.events,
      links: stored.links,
      resource: stored.resource,
      scope: stored.scope,
      schemaUrl: stored.schemaUrl,
      traceState: stored.traceState,
      otlpKind: stored.otlpKind,
      otlpFlags: stored.otlpFlags,
      sentStartUnixNano: stored.sentStartUnixNano,
      sentEndUnixNano: stored.sentEndUnixNano,
      droppedAttributes: stored.droppedAttributes,
      droppedEvents: stored.droppedEvents,
      droppedLinks: stored.droppedLinks,
      project: span.project,
      traceId: span.traceId,
      spanId: span.spanId,
      startUnixNano: span.startUnixNano,
      newInput: cutCharacters(newestInput(facts.said), searchedCharactersMax),
      output: cutCharacters(answerText(facts.said), searchedCharactersMax),
      receivedUnixMs: span.receivedUnixMs,
      ver: span.ver,
    },
    readContent: () => readContent(otlp, facts),
    readDecisions: () => explainFacts(otlp, facts),
  };
}
