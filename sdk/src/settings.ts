import { parseKeyPairsIntoRecord } from "@opentelemetry/core";
import type { SpanExporter } from "@opentelemetry/sdk-trace-node";
import type { Redact } from "./redact.ts";
import type { Problems } from "./problems.ts";
import { attributeCharactersMaxDefault } from "./sdk-state.ts";

/** Everything `start()` takes. All of it is optional. */
export interface StartOptions {
  /** Else OTEL_SERVICE_NAME. */
  serviceName?: string | undefined;
  serviceVersion?: string | undefined;
  /** Such as production or staging. */
  environment?: string | undefined;
  /** The server; else SPANWARD_ENDPOINT, OTEL_EXPORTER_OTLP_*, http://localhost:4318. */
  endpoint?: string | undefined;
  /** A key of the server's project; else SPANWARD_API_KEY. */
  apiKey?: string | undefined;
  /** http/protobuf unless OTEL_EXPORTER_OTLP_PROTOCOL says otherwise. */
  protocol?: "http/protobuf" | "http/json" | undefined;
  /** What protobuf requests are packed with; else OTEL_EXPORTER_OTLP_COMPRESSION; none. */
  compression?: "gzip" | "none" | undefined;
  /**
   * Sends the spans instead of the SDK's own encoder, at two to four times its cost: for example
   * OpenTelemetry's `OTLPTraceExporter`. `endpoint`, `apiKey`, `protocol` and `compression` are then
   * its own affair.
   */
  exporter?: SpanExporter | undefined;
  /**
   * false keeps prompts, answers, tool arguments, results and documents out, those that other
   * instrumentations record too. Else SPANWARD_CAPTURE_CONTENT; true.
   */
  captureContent?: boolean | undefined;
  /** Sees every attribute before it leaves the process, and says what leaves instead. */
  redact?: Redact | undefined;
  /** Longer attribute values are cut, with a mark. UTF-16 code units, at least 256; 1,048,576. */
  attributeCharactersMax?: number | undefined;
  /** What waits to be sent, at most; beyond it the oldest spans are dropped and counted. 32 MiB. */
  queueBytesMax?: number | undefined;
  /** How long a span waits for others to be sent with. Milliseconds; 1,000. */
  batchDelayMs?: number | undefined;
  /** Sends what is left when the process ends. true. */
  flushOnExit?: boolean | undefined;
  /** How long an exit may be held up for that. Milliseconds; 2,000. */
  exitDelayMsMax?: number | undefined;
  /** Told once for each kind of problem; without it they are warnings on standard error. */
  onProblem?: ((message: string) => void) | undefined;
}

/** The options and the environment, made one. */
export interface Settings {
  tracesUrl: string;
  headers: Record<string, string>;
  protocol: "http/protobuf" | "http/json";
  compression: "gzip" | "none";
  /** The environment names certificates. */
  hasCertificates: boolean;
  /** How long one request may take, its retries included. */
  requestMsMax: number;
  captureContent: boolean;
  attributeCharactersMax: number;
  queueBytesMax: number;
  batchDelayMs: number;
  flushOnExit: boolean;
  exitDelayMsMax: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Options win over the environment, Spanward's variables over OpenTelemetry's. Never throws. */
export function readSettings(
  options: StartOptions,
  environment: Environment,
  problems: Problems,
): Settings {
  return {
    tracesUrl: readUrl(options, environment, problems),
    headers: readHeaders(options, environment),
    protocol: options.protocol ?? readProtocol(environment, problems),
    compression: options.compression ?? readCompression(environment),
    hasCertificates: certificateKinds.some((kind) => read(environment, kind) !== undefined),
    requestMsMax: Number(environment["OTEL_EXPORTER_OTLP_TIMEOUT"]) || 5_000,
    captureContent: options.captureContent ?? readCapture(environment),
    attributeCharactersMax: Math.max(
      256,
      options.attributeCharactersMax ?? attributeCharactersMaxDefault,
    ),
    queueBytesMax: options.queueBytesMax ?? 32 * 2 ** 20,
    batchDelayMs: options.batchDelayMs ?? 1_000,
    flushOnExit: options.flushOnExit ?? true,
    exitDelayMsMax: options.exitDelayMsMax ?? 2_000,
  };
}

const defaultUrl = "http://localhost:4318";

function readUrl({ endpoint }: StartOptions, environment: Environment, problems: Problems): string {
  const asIs = environment["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];
  const own = endpoint || environment["SPANWARD_ENDPOINT"];
  const base = own || asIs || environment["OTEL_EXPORTER_OTLP_ENDPOINT"] || defaultUrl;
  try {
    const url = new URL(base);
    if (!/^https?:$/.test(url.protocol))
      throw new TypeError("it must begin with http:// or https://");
    if (!own && asIs) return url.href;
    url.pathname = `${url.pathname.replace(/\/+$|\/v1\/traces\/?$/, "")}/v1/traces`;
    return url.href;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    problems.tell("endpoint", `cannot send spans to "${base}": ${why}. Sending to ${defaultUrl}.`);
    return `${defaultUrl}/v1/traces`;
  }
}

function readHeaders(options: StartOptions, environment: Environment): Record<string, string> {
  const apiKey = options.apiKey ?? environment["SPANWARD_API_KEY"] ?? "";
  return {
    ...parseKeyPairsIntoRecord(environment["OTEL_EXPORTER_OTLP_HEADERS"]),
    ...parseKeyPairsIntoRecord(environment["OTEL_EXPORTER_OTLP_TRACES_HEADERS"]),
    ...(apiKey === "" ? {} : { authorization: `Bearer ${apiKey}` }),
  };
}

function readProtocol(environment: Environment, problems: Problems): Settings["protocol"] {
  const asked =
    environment["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"] || environment["OTEL_EXPORTER_OTLP_PROTOCOL"];
  if (asked === "http/json") return asked;
  if (asked !== undefined && asked !== "" && asked !== "http/protobuf") {
    const message = `speaks OTLP over HTTP, not "${asked}": sending http/protobuf. Point it at the HTTP port, 4318 by default.`;
    problems.tell("protocol", `@spanward/sdk ${message}`);
  }
  return "http/protobuf";
}

const certificateKinds = ["CERTIFICATE", "CLIENT_CERTIFICATE", "CLIENT_KEY"];

/** A setting of OpenTelemetry's: that of traces before that of all signals. */
const read = (environment: Environment, name: string): string | undefined =>
  environment[`OTEL_EXPORTER_OTLP_TRACES_${name}`] || environment[`OTEL_EXPORTER_OTLP_${name}`];

const readCompression = (environment: Environment): Settings["compression"] =>
  read(environment, "COMPRESSION") === "gzip" ? "gzip" : "none";

function readCapture(environment: Environment): boolean {
  const own = environment["SPANWARD_CAPTURE_CONTENT"];
  const general = environment["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"];
  return !/^(?:false|0|no|off|no_content)$/i.test(own || general || "true");
}
