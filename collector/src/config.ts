import { z } from "zod";
import { nestingCeiling, valueLimits } from "./decode/value-limits.ts";

const Port = z.int().min(0).max(65_535);
const Bytes = z.int().min(1024);

const Store = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("embedded").describe("ClickHouse inside the data folder"),
  }),
  z.strictObject({
    kind: z.literal("remote").describe("a ClickHouse server or cluster"),
    url: z
      .string()
      .regex(/^https?:\/\/[^\s,]+(\s*,\s*https?:\/\/[^\s,]+)*$/)
      .describe("the server's HTTP interface; with commas, those of several of one cluster"),
    database: z
      .string()
      .regex(/^\w{1,64}$/)
      .default("spanward")
      .describe("the database the tables live in; it is created when missing"),
    username: z.string().min(1).default("default").describe("the user that owns the database"),
    password: z.string().default("").describe("the user's password"),
    compress: z
      .boolean()
      .default(true)
      .describe("send rows compressed: worth it over a network, not on one machine"),
    timeoutMs: z
      .int()
      .min(1000)
      .max(3_600_000)
      .default(60_000)
      .describe("a server that takes longer to answer counts as gone"),
    cluster: z
      .boolean()
      .default(false)
      .describe("the server is one of a cluster; its macros cluster, shard and replica say which"),
  }),
]);

const Limits = z.strictObject({
  bodyBytes: Bytes.default(64 * 2 ** 20).describe("one request, as it comes over the wire"),
  inflatedBytes: Bytes.default(64 * 2 ** 20).describe("one request, after decompression"),
  nesting: z
    .int()
    .min(8)
    .max(nestingCeiling)
    .default(valueLimits.nesting)
    .describe("levels of lists and maps in a value; what is deeper is left out"),
  textBytes: Bytes.default(valueLimits.textBytes).describe("one text in a value; more is cut off"),
  segmentBytes: Bytes.default(32 * 2 ** 20).describe("a write-ahead segment is inserted at"),
  segmentAgeMs: z
    .int()
    .min(10)
    .max(60_000)
    .default(1000)
    .describe("a write-ahead segment is inserted after, at the latest"),
  segmentRows: z
    .int()
    .min(1)
    .default(250_000)
    .describe("a write-ahead segment is inserted when it has so many rows"),
  backlogBytes: Bytes.default(4 * 2 ** 30).describe(
    "acknowledged and not yet inserted; more is answered with 429, one project's from eight ninths",
  ),
  keptBytes: z
    .int()
    .min(0)
    .default(2 ** 30)
    .describe("inserted segments are kept up to this, to refill the tables after a broken disk"),
  keptHours: z.int().min(1).max(720).default(24).describe("… and for so long"),
  diskFreeBytes: z
    .int()
    .min(0)
    .default(512 * 2 ** 20)
    .describe("with less room than this on the disk, nothing more is accepted"),
});

const Retention = z.strictObject({
  spanDays: z.int().min(1).max(3650).default(90).describe("spans, scores and metrics"),
  contentDays: z
    .int()
    .min(1)
    .max(3650)
    .default(30)
    .describe("prompts, outputs, raw attributes and logs"),
});

const Costs = z.strictObject({
  everyMs: z
    .int()
    .min(100)
    .max(600_000)
    .default(2000)
    .describe("what came in is charged, while anything comes in, every"),
});

const HostName = z.string().regex(/^[\w.-]+$|^\[[\da-f:]+\]$/i);

/** Everything an operator can set, with its default. docs/configuration.md is printed from this. */
export const Config = z.strictObject({
  host: z
    .string()
    .min(1)
    .default("127.0.0.1")
    .describe("the address to listen on; any other than loopback needs an API key"),
  httpPort: Port.default(4318).describe("OTLP over HTTP, the API and the UI; 0 takes a free port"),
  uiPort: Port.nullable()
    .default(null)
    .describe("the API and the UI on a port of their own; httpPort is then OTLP's alone"),
  grpc: z.boolean().default(true).describe("receive OTLP over gRPC"),
  grpcPort: Port.default(4317).describe("OTLP over gRPC; 0 takes a free port"),
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null)
    .describe("how people reach the server through a proxy, for links and secure cookies"),
  dataDir: z.string().min(1).default("./spanward-data").describe("where everything is kept"),
  store: Store.default({ kind: "embedded" }),
  ack: z
    .enum(["segment", "insert"])
    .default("segment")
    .describe("answer a sender when its spans are in a segment on disk, or in ClickHouse"),
  fsync: z
    .boolean()
    .default(true)
    .describe("wait for the disk, not only for the operating system; off, a power cut loses spans"),
  limits: Limits.prefault({}),
  retention: Retention.prefault({}),
  costs: Costs.prefault({}),
  corsOrigins: z
    .array(z.url({ protocol: /^https?$/ }))
    .default([])
    .describe("web pages that may send telemetry, such as https://app.example.com"),
  trustedHosts: z
    .array(HostName)
    .default([])
    .describe("names, besides those of loopback, the server may be asked under without a key"),
  metricsToken: z
    .string()
    .min(16)
    .nullable()
    .default(null)
    .describe("lets a Prometheus server read /metrics with this bearer token, besides any API key"),
  logLevel: z.enum(["debug", "info", "warn", "error"]).default("info").describe("what is logged"),
  shutdownGraceMs: z
    .int()
    .min(0)
    .max(600_000)
    .default(8000)
    .describe("how long a stop may take; what is not inserted by then is at the next start"),
});
export type Config = z.infer<typeof Config>;

/** The configuration cannot be used. The message names every bad setting, a line each. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}
