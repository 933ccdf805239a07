import type { Resource } from "@opentelemetry/resources";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-node";
import { AttributeCleanser, type Cleansing } from "../redact.ts";
import { ByteWriter } from "./byte-writer.ts";
import { writeAttributes } from "./encode-span.ts";

type Scope = ReadableSpan["instrumentationScope"];

/** A span as it goes over the wire, and whose it is. */
export interface EncodedSpan {
  message: Uint8Array;
  resource: Resource;
  scope: Scope;
}

/** Puts spans together to requests. A resource is encoded once, then known. */
export class RequestEncoder {
  readonly #writer: ByteWriter;
  readonly #cleansing: Cleansing;
  readonly #resources = new WeakMap<Resource, Uint8Array>();

  constructor(writer: ByteWriter, cleansing: Cleansing) {
    this.#writer = writer;
    this.#cleansing = cleansing;
  }

  /** An ExportTraceServiceRequest. Source: opentelemetry-proto, trace_service.proto and trace.proto. */
  encode(spans: readonly EncodedSpan[]): Uint8Array {
    const writer = this.#writer;
    for (const [resource, scopes] of groupOf(spans)) {
      const message = this.#resource(resource);
      const bytes = sizeOf(scopes) + message.length;
      writer.varint(10);
      const ofResource = writer.open(bytes);
      writer.varint(10);
      writer.bytes(message);
      for (const [scope, messages] of scopes) {
        writer.varint(18);
        const ofScope = writer.open(sizeOf([[scope, messages]]));
        writeScope(writer, scope);
        for (const span of messages) {
          writer.varint(18);
          writer.bytes(span);
        }
        writeText(writer, 26, scope.schemaUrl);
        writer.close(ofScope);
      }
      writeText(writer, 26, resource.schemaUrl);
      writer.close(ofResource);
    }
    return writer.take();
  }

  #resource(resource: Resource): Uint8Array {
    const known = this.#resources.get(resource);
    if (known) return known;
    const writer = new ByteWriter();
    const cleanser = new AttributeCleanser(this.#cleansing, "");
    writeAttributes(writer, 1, { attributes: resource.attributes, from: "resource", cleanser });
    const message = writer.take();
    this.#resources.set(resource, message);
    return message;
  }
}

function writeScope(writer: ByteWriter, { name, version }: Scope): void {
  writer.varint(10);
  const begin = writer.open();
  writer.varint(10);
  writer.text(name);
  writeText(writer, 18, version);
  writer.close(begin);
}

function writeText(writer: ByteWriter, tag: number, text: string | undefined): void {
  if (!text) return;
  writer.varint(tag);
  writer.text(text);
}

function groupOf(spans: readonly EncodedSpan[]): Map<Resource, Map<Scope, Uint8Array[]>> {
  const groups = new Map<Resource, Map<Scope, Uint8Array[]>>();
  for (const { message, resource, scope } of spans) {
    let scopes = groups.get(resource);
    if (!scopes) groups.set(resource, (scopes = new Map()));
    let messages = scopes.get(scope);
    if (!messages) scopes.set(scope, (messages = []));
    messages.push(message);
  }
  return groups;
}

const sizeOf = (scopes: Iterable<[Scope, Uint8Array[]]>): number => {
  let bytes = 0;
  for (const [, messages] of scopes) for (const message of messages) bytes += message.length + 4;
  return bytes;
};
