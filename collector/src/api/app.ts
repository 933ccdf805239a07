import type { Store } from "@spanward/clickhouse";
import { Hono } from "hono";
import { openAPIRouteHandler } from "hono-openapi";
import { SnippetList, snippets } from "./answers/snippets.ts";
import { ServerStatus } from "./answers/status.ts";
import { answerError, type ReportError } from "./api-error.ts";
import { costFileRoutes } from "./cost-files.ts";
import { type CostPort, costRoutes } from "./costs.ts";
import { latencyRoutes } from "./latency.ts";
import { priceRoutes } from "./prices.ts";
import type { LiveTail } from "../live/live-tail.ts";
import { liveRoutes } from "./live.ts";
import type { ApiEnv } from "./project.ts";
import { describe } from "./route.ts";
import { sessionRoutes } from "./sessions.ts";
import { traceRoutes } from "./trace.ts";
import { traceReadingRoutes } from "./trace-reading.ts";
import { tracesRoutes } from "./traces.ts";
import { usageRoutes } from "./usage.ts";

/** What the API is built on. */
export interface ApiPorts {
  store: Store;
  costs: CostPort;
  live: LiveTail;
  /** For whoever may read `onlyProject`; null: everything. */
  status: (onlyProject: string | null) => Promise<ServerStatus>;
  clock: () => number; // Unix milliseconds
  version: string;
  report: ReportError;
}

/**
 * The HTTP API: every question that may be asked, and what may be said about prices. It trusts its caller; whoever
 * guards it may set `onlyProject` before.
 */
export function createApi(ports: ApiPorts) {
  const api = new Hono<ApiEnv>()
    .basePath("/api")
    .route("/traces", tracesRoutes(ports)) // before the next one, which takes any name for an id
    .route("/traces", traceRoutes(ports))
    .route("/traces", traceReadingRoutes(ports))
    .route("/sessions", sessionRoutes(ports))
    .route("/latency", latencyRoutes(ports))
    .route("/usage", usageRoutes(ports))
    .route("/costs", costRoutes(ports))
    .route("/costs", costFileRoutes(ports))
    .route("/prices", priceRoutes(ports))
    .route("/live", liveRoutes(ports))
    .get("/status", describe("What the server is and how it fares", ServerStatus), async (c) =>
      c.json<ServerStatus>(await ports.status(c.get("onlyProject") ?? null)),
    )
    .get("/snippets", describe("Copy-ready ways to send traces here", SnippetList), (c) =>
      c.json<SnippetList>({ snippets: [...snippets] }),
    );
  const info = { title: "Spanward", version: ports.version };
  api.get("/openapi.json", openAPIRouteHandler(api, { documentation: { info } }));
  api.onError(answerError(ports.report));
  return api;
}
export type Api = ReturnType<typeof createApi>;
