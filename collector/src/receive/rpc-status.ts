import { Buffer } from "node:buffer";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { Encoding } from "../decode/request.ts";
import { type Denial, rpcCodes } from "./denial.ts";

/**
 * A `google.rpc.Status`: the body of every answer that is no success, and gRPC's status details. When
 * a sender may come again it carries a `RetryInfo`.
 *
 * Source: google/rpc/status.proto and error_details.proto
 */
export function encodeRpcStatus(denial: Denial, encoding: Encoding): Buffer {
  const { grpc, message, retryAfterSeconds: seconds } = denial;
  const code = rpcCodes[grpc];
  if (encoding === "json") {
    const details = seconds === null ? [] : [{ "@type": retryInfo, retryDelay: `${seconds}s` }];
    return Buffer.from(JSON.stringify({ code, message, ...(details.length > 0 && { details }) }));
  }
  const status = new BinaryWriter();
  status.tag(1, WireType.Varint).int32(code);
  status.tag(2, WireType.LengthDelimited).string(message);
  if (seconds !== null) {
    status.tag(3, WireType.LengthDelimited).fork(); // Any
    status.tag(1, WireType.LengthDelimited).string(retryInfo);
    status.tag(2, WireType.LengthDelimited).fork(); // RetryInfo
    status.tag(1, WireType.LengthDelimited).fork(); // Duration
    status.tag(1, WireType.Varint).int64(seconds);
    status.join().join().join();
  }
  return Buffer.from(status.finish());
}

const retryInfo = "type.googleapis.com/google.rpc.RetryInfo";
