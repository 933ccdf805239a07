import { Buffer } from "node:buffer";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { Rejections } from "../decode/otlp.ts";
import type { Encoding } from "../decode/request.ts";
import type { Signal } from "./signals.ts";

const rejectedFields = {
  traces: "rejectedSpans",
  logs: "rejectedLogRecords",
  metrics: "rejectedDataPoints",
};

/**
 * An `Export…ServiceResponse`: empty when all was accepted, else a partial success. A sender must not
 * repeat what was refused in it.
 *
 * Source: opentelemetry-proto 1.11, collector/trace/v1/trace_service.proto and its siblings
 */
export function encodeExportResponse(
  signal: Signal,
  { message, rejected }: Pick<Rejections, "message" | "rejected">,
  encoding: Encoding,
): Buffer {
  const whole = rejected === 0 && message === "";
  if (encoding === "json") {
    const partialSuccess = { [rejectedFields[signal]]: rejected, errorMessage: message };
    return Buffer.from(JSON.stringify(whole ? {} : { partialSuccess }));
  }
  const response = new BinaryWriter();
  if (!whole) {
    response.tag(1, WireType.LengthDelimited).fork();
    response.tag(1, WireType.Varint).int64(rejected);
    response.tag(2, WireType.LengthDelimited).string(message);
    response.join();
  }
  return Buffer.from(response.finish());
}
