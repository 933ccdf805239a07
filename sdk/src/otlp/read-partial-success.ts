import { ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";

/** What a server that took a request says of spans in it that it did not take. */
export interface PartialSuccess {
  rejectedSpans: number;
  errorMessage: string;
}

/** Reads an ExportTraceServiceResponse; what is none says nothing. */
export function readPartialSuccess(body: Uint8Array): PartialSuccess {
  try {
    const { partialSuccess } = ProtobufTraceSerializer.deserializeResponse(body);
    const { errorMessage = "", rejectedSpans = 0 } = partialSuccess ?? {};
    return { rejectedSpans: Math.max(0, rejectedSpans), errorMessage };
  } catch {
    return { rejectedSpans: 0, errorMessage: "" };
  }
}
