import { createServer, type IncomingMessage } from "node:http";

/** A span as it came over the wire, its attributes by key. */
export interface ReceivedSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  name: string;
  attributes: Record<string, unknown>;
  resource: Record<string, unknown>;
  scope: string;
  status: { code?: number; message?: string };
}

/** A real HTTP server that takes OTLP/JSON, as a test can have it. */
export interface Receiver {
  url: string;
  port: number;
  /** All spans received, in order. */
  spans: ReceivedSpan[];
  requests: { headers: IncomingMessage["headers"]; body: Buffer }[];
  /** What the next requests are answered with. */
  status: number;
  close: () => Promise<void>;
}

export async function openReceiver(port = 0): Promise<Receiver> {
  const spans: ReceivedSpan[] = [];
  const requests: Receiver["requests"] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      requests.push({ headers: request.headers, body });
      const isJson = request.headers["content-type"] === "application/json";
      if (receiver.status === 200 && isJson) spans.push(...readSpans(body));
      response.writeHead(receiver.status, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const url = `http://127.0.0.1:${bound}`;
  const receiver: Receiver = { url, port: bound, spans, requests, status: 200, close };
  return receiver;
}

interface KeyValue {
  key: string;
  value: Record<string, unknown>;
}

interface Request {
  resourceSpans?: {
    resource: { attributes: KeyValue[] };
    scopeSpans: {
      scope: { name: string };
      spans: (Omit<ReceivedSpan, "attributes"> & { attributes: KeyValue[] })[];
    }[];
  }[];
}

function readSpans(body: Buffer): ReceivedSpan[] {
  const request: Request = JSON.parse(body.toString());
  return (request.resourceSpans ?? []).flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ scope, spans }) =>
      spans.map((span) => ({
        ...span,
        scope: scope.name,
        attributes: toRecord(span.attributes),
        resource: toRecord(resource.attributes),
      })),
    ),
  );
}

function toRecord(attributes: KeyValue[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
