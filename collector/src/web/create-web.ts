import { type Context, Hono } from "hono";
import { compress } from "hono/compress";
import type { Admission, Gate } from "../access/gate.ts";
import type { Diagnosis } from "../api/answers/diagnosis.ts";
import { answerError, type ReportError } from "../api/api-error.ts";
import type { Api } from "../api/app.ts";
import type { ApiEnv } from "../api/project.ts";
import type { DemoRunner } from "./demo-runner.ts";
import { demoRoutes } from "./demo-routes.ts";
import { securityHeaders } from "./security-headers.ts";
import { serveUi } from "./serve-ui.ts";
import { type SessionOptions, sessionRoutes } from "./session-routes.ts";
import type { UiFiles } from "./ui-files.ts";
import { viewRoutes } from "./view-routes.ts";

export interface WebParts {
  api: Api;
  gate: Gate;
  session: SessionOptions;
  demo: DemoRunner;
  ui: UiFiles;
  diagnose: () => Promise<Diagnosis>;
  health: () => Promise<Health>;
  /** Prometheus text and its content type. */
  metrics: () => Promise<{ text: string; contentType: string }>;
  report: ReportError;
}

/** Whether a span that came now would be kept. `problems` says what stands in the way. */
export interface Health {
  ok: boolean;
  problems: string[];
}

/** Everything on the port that is not OTLP: API, pages, health and metrics, with who may see what. */
export function createWeb(parts: WebParts) {
  const { api, demo, diagnose, gate, session, ui } = parts;
  const web = createProbes(parts);
  web.onError(answerError(parts.report));
  web.use("/api/*", compress());
  web.use("/api/*", async (c, next) => {
    const admission = admit(gate, c);
    if (!admission.admitted) return refuse(c, admission);
    c.set("onlyProject", admission.project);
    c.set("keyId", admission.keyId);
    return next();
  });
  web.route("/api/session", sessionRoutes(session));
  web.route("/api/demo", demoRoutes(demo));
  web.route("/api/views", viewRoutes(session.control));
  web.get("/api/diagnosis", async (c) => c.json<Diagnosis>(await diagnose()));
  web.route("/", api);
  web.all("/api/*", (c) => {
    const message = `There is no ${c.req.method} ${c.req.path}. All there is: /api/openapi.json`;
    return c.json({ error: { code: "not_found", message } }, 404);
  });
  web.all("*", (c) => serveUi(ui, c.req.raw) ?? c.text("There is no such file.\n", 404));
  return web;
}

/** What orchestrators ask. With pages on a port of their own it is all there is beside OTLP. */
export function createProbes({
  gate,
  health,
  metrics,
}: Pick<WebParts, "gate" | "health" | "metrics">) {
  const probes = new Hono<ApiEnv>();
  probes.use(securityHeaders);
  probes.get("/healthz", async (c) => {
    const { ok, problems } = await health();
    return ok ? c.json({ status: "ok" }) : c.json({ status: "failing", problems }, 503);
  });
  probes.get("/metrics", async (c) => {
    const admission = gate.admitMetrics((name) => c.req.header(name) ?? null);
    if (!admission.admitted) return refuse(c, admission);
    const { contentType, text } = await metrics();
    return c.body(text, 200, { "content-type": contentType });
  });
  return probes;
}

function admit(gate: Gate, c: Context): Admission {
  const header = (name: string) => c.req.header(name) ?? null;
  if (c.req.path === "/api/session") return gate.admitLogin(header);
  return gate.admitReader(header, c.req.method !== "GET" && c.req.method !== "HEAD");
}

function refuse(c: Context, { code, message, status }: Extract<Admission, { admitted: false }>) {
  if (status === 401) c.header("www-authenticate", 'Bearer realm="spanward"');
  return c.json({ error: { code, message } }, status);
}
