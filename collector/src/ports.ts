import { createServer, type RequestListener } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { isLoopbackAddress } from "./access/loopback.ts";
import type { CloseStack } from "./close-stack.ts";
import type { Config } from "./config.ts";
import type { Ingest } from "./ingest.ts";
import { listen, portError, stopListening } from "./listen.ts";

export interface PortsOptions {
  config: Config;
  ingest: Ingest;
  /** Everything that is not OTLP … */
  pages: Fetching;
  /** … and what of it is left beside OTLP when pages have a port of their own. */
  probes: Fetching;
}

interface Fetching {
  fetch: (request: Request) => Response | Promise<Response>;
}

/** Where the server is reached, for people and for senders. */
export interface Urls {
  url: string;
  otlpUrl: string;
  grpcUrl: string | null; // null: switched off
}

/** Listens on every port. @throws {PortError} when one of them cannot be had */
export async function openPorts(options: PortsOptions, stack: CloseStack): Promise<Urls> {
  const { config, ingest, pages, probes } = options;
  const { httpPort, publicUrl, uiPort } = config;
  const serve = (place: { port: number; variable: string }, listener: RequestListener) =>
    openHttp({ ...place, config, listener }, stack);

  const grpcUrl = ingest.grpc && (await openGrpc(ingest.grpc, config, stack));
  const onPages = getRequestListener(pages.fetch);
  const onRest = uiPort === null ? onPages : getRequestListener(probes.fetch);
  const otlpPort = await serve(
    { port: httpPort, variable: "SPANWARD_HTTP_PORT" },
    (request, response) => {
      if (!ingest.http(request, response)) void onRest(request, response);
    },
  );
  const pagesPort =
    uiPort === null
      ? otlpPort
      : await serve({ port: uiPort, variable: "SPANWARD_UI_PORT" }, onPages);
  return {
    url: publicUrl ?? urlOf(config.host, pagesPort),
    otlpUrl: uiPort === null && publicUrl !== null ? publicUrl : urlOf(config.host, otlpPort),
    grpcUrl,
  };
}

/** Longer than exporters and proxies keep an idle connection, so that it is they who close it. */
const keepAliveMs = 75_000;

async function openHttp(
  place: { port: number; variable: string; config: Config; listener: RequestListener },
  stack: CloseStack,
): Promise<number> {
  const { config, listener, port, variable } = place;
  const open = async (host: string, wanted: number) => {
    const server = createServer({ keepAliveTimeout: keepAliveMs }, listener);
    const bound = await listen(server, { host, port: wanted, variable });
    stack.add(variable, () => stopListening(server, config.shutdownGraceMs / graceShares));
    return bound;
  };
  const bound = await open(config.host, port);
  await openTwin(config.host, () => open("::1", bound));
  return bound;
}

/** For some programs `localhost` is ::1 and nothing else. Where there is no such address, so be it. */
async function openTwin(host: string, open: () => Promise<unknown>): Promise<void> {
  if (host === "127.0.0.1") await open().catch(() => {});
}

/** Ports are closed one after the other; most of the grace is for storing what was accepted. */
const graceShares = 4;

async function openGrpc(
  grpc: NonNullable<Ingest["grpc"]>,
  { grpcPort: port, host, shutdownGraceMs }: Config,
  stack: CloseStack,
): Promise<string> {
  try {
    const bound = await grpc.listen(host, port);
    stack.add("gRPC", () => grpc.close(shutdownGraceMs / graceShares));
    await openTwin(host, () => grpc.listen("::1", bound));
    return urlOf(host, bound);
  } catch (cause) {
    throw portError({ host, port, variable: "SPANWARD_GRPC_PORT" }, cause);
  }
}

/** People reach what listens on loopback, or on every address, as localhost. */
function urlOf(host: string, port: number): string {
  const local = isLoopbackAddress(host) || host === "0.0.0.0" || host === "::";
  const name = local ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
