import { Client, compressionAlgorithms, credentials, Metadata } from "@grpc/grpc-js";
import { projectHeader } from "../src/access/sender-gate.ts";

/** What came back, in HTTP's terms: gRPC's codes are given as the status that means the same. */
export interface Answer {
  status: number;
  /** How many spans were refused, and why; null when nothing was said. */
  partial: { rejected: number; message: string } | null;
  /** A `google.rpc.Status` with a code and a message. */
  explained: boolean;
}

export interface Sent {
  path: string; // OTLP's own path, over gRPC too
  body: Buffer;
  headers: Record<string, string>;
  project: string;
}

/** Sends one request and hears the answer. */
export type Send = (request: Sent) => Promise<Answer>;

/** A sender of OTLP/JSON over HTTP. */
export const httpSender =
  (url: string): Send =>
  async ({ body, headers, path, project }) => {
    const response = await fetch(url + path, {
      method: "POST",
      body: new Uint8Array(body),
      headers: { ...headers, [projectHeader]: project },
    });
    const answer = Object(await response.json());
    const { code, message, partialSuccess } = answer;
    const partial = partialSuccess && {
      rejected: Number(partialSuccess.rejectedSpans ?? 0),
      message: String(partialSuccess.errorMessage),
    };
    const explained = typeof code === "number" && typeof message === "string";
    return { status: response.status, partial: partial ?? null, explained };
  };

const services = new Map(
  ["Trace", "Logs", "Metrics"].map((name) => {
    const folder = name.toLowerCase();
    const signal = name === "Trace" ? "traces" : folder;
    return [`/v1/${signal}`, `opentelemetry.proto.collector.${folder}.v1.${name}Service`];
  }),
);

/** gRPC code → the HTTP status that tells a sender the same. */
const statuses = new Map([
  [3, 400],
  [8, 413],
  [13, 500],
  [14, 503],
  [16, 401],
]);

/** A sender of protobuf over gRPC, compressed. */
export function grpcSender(url: string): { send: Send; close: () => void } {
  const client = new Client(new URL(url).host, credentials.createInsecure(), {
    "grpc.default_compression_algorithm": compressionAlgorithms.gzip,
    "grpc.max_send_message_length": -1,
  });
  const asIs = (bytes: Buffer): Buffer => bytes;
  const send: Send = ({ body, path, project }) =>
    new Promise((resolve) => {
      const metadata = new Metadata();
      metadata.set(projectHeader, project);
      const method = `/${services.get(path)}/Export`;
      client.makeUnaryRequest(method, asIs, asIs, body, metadata, (error, response) => {
        if (!error)
          return resolve({ status: 200, partial: readPartial(response), explained: true });
        const explained = error.details !== "";
        resolve({ status: statuses.get(error.code) ?? 500, partial: null, explained });
      });
    });
  return { send, close: () => client.close() };
}

/** `1: { 1: rejected, 2: message }`; here always with a count below 128. */
function readPartial(response: Buffer | undefined): Answer["partial"] {
  if (!response || response.length === 0) return null;
  return { rejected: response[3] ?? 0, message: response.subarray(6).toString() };
}
