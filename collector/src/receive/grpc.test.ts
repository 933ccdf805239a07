import {
  Client,
  compressionAlgorithms,
  credentials,
  Metadata,
  type ServiceError,
} from "@grpc/grpc-js";
import { StoreError } from "@spanward/clickhouse";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { SenderAdmission } from "../access/sender-gate.ts";
import { DecodeError } from "../decode/errors.ts";
import { createLog } from "../log.ts";
import { Metrics } from "../metrics.ts";
import { QueueFullError } from "../segment/errors.ts";
import { createOtlpGrpc } from "./grpc.ts";
import type { OtlpRequest } from "./receiver.ts";

// Goal: over gRPC the same happens as over HTTP, in gRPC's own terms.

const whole = { rejected: 0, message: "", reasons: {} };
let received: OtlpRequest[];
let outcome: typeof whole | Error;
let admit: (header: (name: string) => string | null) => SenderAdmission;
let client: Client;

const server = createOtlpGrpc({
  pipeline: {
    accept: (request) => {
      received.push(request);
      return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
    },
  },
  admit: (header) => admit(header),
  limits: { bodyBytes: 10_000, inflatedBytes: 20_000 },
  metrics: new Metrics(),
  log: createLog({ level: "error", write: () => {} }),
});

beforeAll(async () => {
  const port = await server.listen("127.0.0.1", 0);
  client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
    "grpc.default_compression_algorithm": compressionAlgorithms.gzip,
  });
});
afterAll(async () => {
  client.close();
  await server.close(1000);
});
beforeEach(() => {
  received = [];
  outcome = whole;
  admit = () => ({ admitted: true, project: "shop" });
});

const traces = "opentelemetry.proto.collector.trace.v1.TraceService";
const logs = "opentelemetry.proto.collector.logs.v1.LogsService";
const metrics = "opentelemetry.proto.collector.metrics.v1.MetricsService";

interface Asked {
  service?: string;
  body?: Buffer;
  metadata?: Metadata;
}

function call({
  body = Buffer.from("ask"),
  metadata = new Metadata(),
  service = traces,
}: Asked = {}) {
  const asIs = (bytes: Buffer): Buffer => bytes;
  return new Promise<{ answer: Buffer | undefined; error: ServiceError | null }>((resolve) => {
    const path = `/${service}/Export`;
    client.makeUnaryRequest(path, asIs, asIs, body, metadata, (error, answer) =>
      resolve({ error, answer }),
    );
  });
}

test.each([
  [traces, "traces"],
  [logs, "logs"],
  [metrics, "metrics"],
])("takes %s in, compressed", async (service, signal) => {
  const { answer, error } = await call({ service });
  expect([error, answer?.length]).toEqual([null, 0]);
  expect(received).toMatchObject([{ signal, project: "shop", encoding: "protobuf" }]);
  expect(received[0]?.body.toString()).toBe("ask");
});

test("answers a partial success", async () => {
  outcome = { rejected: 3, message: "no", reasons: {} };
  expect((await call()).answer?.toString("hex")).toBe("0a06080312026e6f");
});

test.each([
  [new DecodeError("no OTLP"), 3, false],
  [new QueueFullError("full", 7), 8, true],
  [new StoreError("down", { retryable: true }), 14, true],
  [new StoreError("our bug", { retryable: false }), 13, false],
])("answers %s with code %i", async (failure, code, mayRetry) => {
  outcome = failure;
  const { error } = await call();
  expect(error?.code).toBe(code);
  const [details] = error?.metadata.get("grpc-status-details-bin") ?? [];
  expect(details?.includes("google.rpc.RetryInfo")).toBe(mayRetry);
});

test("asks who it is by its headers and its host", async () => {
  admit = (header) => {
    const offered = `${header("x-api-key")} ${header("host")}`;
    return { admitted: false, status: 401, message: offered };
  };
  const metadata = new Metadata();
  metadata.set("x-api-key", "k");
  const { error } = await call({ metadata });
  expect(error?.code).toBe(16);
  expect(error?.details).toMatch(/^k 127\.0\.0\.1:\d+$/);
});

test("refuses what is too large, also when it was small on the way", async () => {
  const { error } = await call({ body: Buffer.alloc(20_001) });
  expect(error?.code).toBe(8);
  expect(error?.metadata.get("grpc-status-details-bin")).toEqual([]); // not to be sent again
  expect(received).toEqual([]);
});
