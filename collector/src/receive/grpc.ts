import type { Buffer } from "node:buffer";
import {
  logVerbosity,
  Metadata,
  type MethodDefinition,
  type sendUnaryData,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  setLogVerbosity,
} from "@grpc/grpc-js";
import type { Denial } from "./denial.ts";
import { rpcCodes } from "./denial.ts";
import { encodeExportResponse } from "./export-response.ts";
import { admitSender, deny, type ReceiverOptions } from "./receiver.ts";
import { encodeRpcStatus } from "./rpc-status.ts";
import { type Signal, signals } from "./signals.ts";

/** A server of OTLP over gRPC. */
export interface OtlpGrpcServer {
  /** Listens, and gives the port it got. */
  listen(host: string, port: number): Promise<number>;
  /** Lets calls under way end, for at most `graceMs`. */
  close(graceMs: number): Promise<void>;
}

type Call = ServerUnaryCall<Buffer, Buffer>;

const services: Record<Signal, string> = {
  traces: "opentelemetry.proto.collector.trace.v1.TraceService",
  logs: "opentelemetry.proto.collector.logs.v1.LogsService",
  metrics: "opentelemetry.proto.collector.metrics.v1.MetricsService",
};

/**
 * Serves `Export` of the three services. The messages pass as bytes, so that one decoder reads what
 * comes over HTTP and over gRPC.
 *
 * Source: opentelemetry-proto 1.11, collector/…/…_service.proto
 */
export function createOtlpGrpc(options: ReceiverOptions): OtlpGrpcServer {
  setLogVerbosity(logVerbosity.NONE); // what goes wrong is an error here, or a status there
  const server = new Server({
    // Holds before and after decompression. The library's own limit is 4 MiB.
    "grpc.max_receive_message_length": options.limits.inflatedBytes,
  });
  for (const signal of signals)
    server.addService(
      { Export: exportMethod(services[signal]) },
      {
        Export: (call: Call, done: sendUnaryData<Buffer>) =>
          void answer({ call, done, signal }, options),
      },
    );
  return {
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        const address = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
        const credentials = ServerCredentials.createInsecure();
        server.bindAsync(address, credentials, (error, bound) =>
          error ? reject(error) : resolve(bound),
        );
      }),
    close: (graceMs) =>
      new Promise((resolve) => {
        const cutOff = setTimeout(() => server.forceShutdown(), graceMs);
        server.tryShutdown(() => {
          clearTimeout(cutOff);
          resolve();
        });
      }),
  };
}

const exportMethod = (service: string): MethodDefinition<Buffer, Buffer> => ({
  path: `/${service}/Export`,
  requestStream: false,
  responseStream: false,
  requestSerialize: (bytes) => bytes,
  requestDeserialize: (bytes) => bytes,
  responseSerialize: (bytes) => bytes,
  responseDeserialize: (bytes) => bytes,
});

interface Exchange {
  call: Call;
  done: sendUnaryData<Buffer>;
  signal: Signal;
}

async function answer({ call, done, signal }: Exchange, options: ReceiverOptions): Promise<void> {
  const encoding = "protobuf";
  const answered = (status: string): void =>
    options.metrics.answered({ transport: "grpc", signal, encoding, status });
  try {
    const project = admitSender(options.admit, (name) => headerOf(call, name));
    const request = { signal, project, body: call.request, compression: "none", encoding } as const;
    const rejections = await options.pipeline.accept(request);
    answered("OK");
    done(null, encodeExportResponse(signal, rejections, encoding));
  } catch (error) {
    const denial = deny(error, options);
    answered(denial.grpc);
    done(statusOf(denial));
  }
}

function headerOf(call: Call, name: string): string | null {
  if (name === "host") return call.getHost();
  const [value] = call.metadata.get(name);
  return typeof value === "string" ? value : null;
}

/** A client repeats RESOURCE_EXHAUSTED only with a `RetryInfo` in the details. */
function statusOf(denial: Denial) {
  const metadata = new Metadata();
  metadata.set("grpc-status-details-bin", encodeRpcStatus(denial, "protobuf"));
  return { code: rpcCodes[denial.grpc], details: denial.message, metadata };
}
