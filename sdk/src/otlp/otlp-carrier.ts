import { context, ROOT_CONTEXT } from "@opentelemetry/api";
import { suppressTracing } from "@opentelemetry/core";
import type { Carrier } from "../carrier.ts";
import type { Cleansing } from "../redact.ts";
import { scopeOf } from "../snapshot-span.ts";
import { ByteWriter } from "./byte-writer.ts";
import { type EncodedSpan, RequestEncoder } from "./encode-request.ts";
import { encodeSpan } from "./encode-span.ts";
import { createPost, type PostOptions } from "./post.ts";

type QueuedMessage = EncodedSpan & { bytes: number };

/** Besides the message itself: about what its buffer and the entry in the queue take. */
const overheadBytes = 200;

/**
 * Encodes a span to OTLP/protobuf when it ends, once, and keeps the bytes: what waits takes as much
 * memory as it says, and a request is put together without looking at the spans again.
 */
export function createOtlpCarrier(
  cleansing: Cleansing,
  target: PostOptions,
): Carrier<QueuedMessage> {
  const writer = new ByteWriter();
  const requests = new RequestEncoder(new ByteWriter(), cleansing);
  const post = createPost(target);
  return {
    pack(span) {
      const message = encodeSpan(writer, span, cleansing);
      const bytes = message.length + overheadBytes;
      return { message, bytes, resource: span.resource, scope: scopeOf(span) };
    },
    async send(batch) {
      const body = requests.encode(batch);
      return context.with(suppressTracing(ROOT_CONTEXT), () => post(body));
    },
    lastRequest: (batch) => ({
      body: requests.encode(batch),
      contentType: "application/x-protobuf",
    }),
  };
}
