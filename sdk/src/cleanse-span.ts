import { type Resource, resourceFromAttributes } from "@opentelemetry/resources";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-node";
import { AttributeCleanser, type Cleansing } from "./redact.ts";
import { snapshotSpan } from "./snapshot-span.ts";

/**
 * Makes of a finished span what may leave the process. The span itself stays as it is: other
 * processors read it too.
 */
export type CleanseSpan = (span: ReadableSpan) => ReadableSpan;

/** Spans that share a resource keep sharing one: it is cleansed once. */
export function createCleanseSpan(cleansing: Cleansing): CleanseSpan {
  const resources = new WeakMap<Resource, Resource>();
  const cleanseResource = (resource: Resource): Resource => {
    const known = resources.get(resource);
    if (known !== undefined) return known;
    const cleanser = new AttributeCleanser(cleansing, "");
    const clean = resourceFromAttributes(cleanser.cleanse(resource.attributes, "resource"));
    resources.set(resource, clean);
    return clean;
  };

  return (span) => {
    const cleanser = new AttributeCleanser(cleansing, span.name);
    const attributes = cleanser.cleanse(span.attributes, "span");
    const events = span.events.map((event) => ({
      ...event,
      attributes: cleanser.cleanse(event.attributes ?? {}, "event"),
    }));
    const links = span.links.map((link) => ({
      ...link,
      attributes: cleanser.cleanse(link.attributes ?? {}, "link"),
    }));
    return {
      ...snapshotSpan(span),
      events,
      links,
      resource: cleanseResource(span.resource),
      status: cleanseStatus(span.status, cleanser),
      attributes: { ...attributes, ...cleanser.failureMark() },
    };
  };
}

function cleanseStatus(
  status: ReadableSpan["status"],
  cleanser: AttributeCleanser,
): ReadableSpan["status"] {
  if (status.message === undefined) return status;
  const message = cleanser.cleanseValue(status.message, { key: "status.message", from: "status" });
  return typeof message === "string" ? { ...status, message } : { code: status.code };
}
