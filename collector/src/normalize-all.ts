import { type SpanIoRecord, type SpanRecord, spanFlags } from "@spanward/clickhouse/records";
import type { OtlpLogRecord, OtlpSpan } from "./decode/otlp.ts";
import { encodeAnyValue, encodeAttributes } from "./decode/stored-json.ts";
import { encodeStoredSpan } from "./decode/stored-span.ts";
import type { NormalizeContext } from "./normalize/normalize-context.ts";
import { normalizeLog, type NormalizedLog } from "./normalize/normalize-log.ts";
import { normalizeSpan } from "./normalize/normalize-span.ts";

/** What normalisation made of a request's items, and what it failed on. */
export interface NormalizedItems<Item> {
  items: Item[];
  /** Items that a rule failed on. They are stored as they were sent, and no more is known of them. */
  failures: Error[];
}

/** Normalises spans. None is lost to a rule that fails on it. */
export function normalizeSpans(
  spans: OtlpSpan[],
  context: NormalizeContext,
): NormalizedItems<{ span: SpanRecord; io: SpanIoRecord }> {
  return normalizeAll(spans, {
    normalize(sent) {
      const { io, span } = normalizeSpan(sent, context);
      if (sent.valueCut) span.flags |= spanFlags.contentTruncated;
      return { span, io };
    },
    keep(sent) {
      const bare = { ...sent, attributes: new Map(), events: [], links: [] };
      const { io, span } = normalizeSpan(bare, context);
      return { span, io: { ...io, ...encodeStoredSpan(sent) } };
    },
  });
}

/** Normalises log records. None is lost to a rule that fails on it. */
export function normalizeLogs(
  records: OtlpLogRecord[],
  context: NormalizeContext,
): NormalizedItems<NormalizedLog> {
  return normalizeAll(records, {
    normalize: (sent) => normalizeLog(sent, context),
    keep(sent) {
      const bare = normalizeLog({ ...sent, attributes: new Map(), body: null }, context);
      const attributes = encodeAttributes(sent.attributes);
      const body = sent.body === null ? "" : encodeAnyValue(sent.body);
      return { ...bare, logEvent: { ...bare.logEvent, attributes, body } };
    },
  });
}

interface Steps<Sent, Item> {
  normalize: (sent: Sent) => Item;
  keep: (sent: Sent) => Item;
}

function normalizeAll<Sent, Item>(list: Sent[], steps: Steps<Sent, Item>): NormalizedItems<Item> {
  const failures: Error[] = [];
  const items = list.map((sent) => {
    try {
      return steps.normalize(sent);
    } catch (error) {
      failures.push(error instanceof Error ? error : new Error(String(error)));
      return steps.keep(sent);
    }
  });
  return { items, failures };
}
