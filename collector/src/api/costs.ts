import type { CostFilter, Store } from "@spanward/clickhouse";
import { Hono } from "hono";
import { z } from "zod";
import { formatPicoUsd } from "../costs/pico-usd.ts";
import type { CostStore } from "../costs/cost-store.ts";
import type { Costs } from "../costs/open-costs.ts";
import { readCostReport } from "../costs/read-cost-report.ts";
import { showSpanCharge } from "../costs/show-span-charge.ts";
import {
  type CostDimension,
  costDimensions,
  CostMonths,
  CostReport,
  CostTraces,
  SpanCharge,
  UnpricedCalls,
} from "./answers/costs.ts";
import { ApiError } from "./api-error.ts";
import { formatInstant } from "./instant.ts";
import { limit, period, project, SpanId, TraceId } from "./parameters.ts";
import { actorOf, type ApiEnv, projectOf } from "./project.ts";
import { describe, path, query } from "./route.ts";

/** What the API needs of the ledger besides what is stored. */
export type CostPort = Pick<Costs, "book" | "addCards" | "reprice"> & {
  store: Pick<CostStore, "listPeriods">;
};

export interface CostPorts {
  store: Store;
  costs: CostPort;
  clock: () => number; // Unix milliseconds
}

const Month = z
  .string()
  .regex(/^20\d{2}-(?:0[1-9]|1[0-2])$/, "a month, such as 2026-10")
  .optional();

const narrowing = Object.fromEntries(
  costDimensions
    .filter((name) => name !== "project")
    .map((name) => [name, z.string().max(256).optional()]),
);

/** `costProject` narrows to a project of the company; `project` is, as everywhere, Spanward's. */
const Narrowed = {
  project,
  month: Month,
  costProject: z.string().max(256).optional(),
  ...narrowing,
};

export const ReportParameters = z.object({
  ...Narrowed,
  by: z.enum(costDimensions).default("businessUnit"),
  limit: limit(200, 5000),
});
const TracesParameters = z.object({ ...Narrowed, limit: limit(50, 1000) });
export const MonthParameters = z.object({ project, month: Month });
const RepriceParameters = z.object({ project, ...period });

/** `/api/costs`: what was spent, by whom, and why. */
export function costRoutes(ports: CostPorts) {
  return new Hono<ApiEnv>()
    .route("/", reportRoutes(ports))
    .route("/", evidenceRoutes(ports))
    .route("/", pricingRoutes(ports));
}

/** The month asked for, else the one that it is. */
export const monthOf = (month: string | undefined, clock: () => number): string =>
  month ?? new Date(clock()).toISOString().slice(0, 7);

function reportRoutes(ports: CostPorts) {
  const { clock, costs, store } = ports;
  return new Hono<ApiEnv>()
    .get(
      "/",
      describe("What a month cost, by one dimension", CostReport),
      query(ReportParameters),
      async (c) => {
        const asked = c.req.valid("query");
        const of = projectOf(c, asked.project);
        const month = monthOf(asked.month, clock);
        const question = { project: of, month, by: asked.by, filter: filterOf(asked) };
        return c.json<CostReport>(await readCostReport(ports, { ...question, limit: asked.limit }));
      },
    )
    .get(
      "/months",
      describe("The months that anything was booked in", CostMonths),
      query(MonthParameters),
      async (c) => {
        const of = projectOf(c, c.req.valid("query").project);
        const periods = new Map(
          (await costs.store.listPeriods(of)).map(({ month, state }) => [month, state]),
        );
        const months = await store.costMonths({ project: of });
        return c.json<CostMonths>({
          months: months.map(({ calls, costPicoUsd, period: month, unpricedCalls }) => ({
            month: month.slice(0, 7),
            state: periods.get(month) ?? "open",
            costUsd: formatPicoUsd(costPicoUsd),
            calls,
            unpricedCalls,
          })),
        });
      },
    );
}

function evidenceRoutes({ clock, costs, store }: CostPorts) {
  return new Hono<ApiEnv>()
    .get(
      "/traces",
      describe("The traces that cost most in a month", CostTraces),
      query(TracesParameters),
      async (c) => {
        const asked = c.req.valid("query");
        const month = monthOf(asked.month, clock);
        const rows = await store.costTraces({
          project: projectOf(c, asked.project),
          period: `${month}-01`,
          filter: filterOf(asked),
          limit: asked.limit + 1,
        });
        return c.json<CostTraces>({
          month,
          traces: rows.slice(0, asked.limit).map(({ costPicoUsd, startUnixNano, ...row }) => ({
            ...row,
            startTime: formatInstant(startUnixNano),
            costUsd: formatPicoUsd(costPicoUsd),
          })),
          truncated: rows.length > asked.limit,
        });
      },
    )
    .get(
      "/spans/:traceId/:spanId",
      describe("Why a span cost what it did", SpanCharge),
      path(z.object({ traceId: TraceId, spanId: SpanId })),
      query(z.object({ project })),
      async (c) => {
        const { spanId, traceId } = c.req.valid("param");
        const of = projectOf(c, c.req.valid("query").project);
        const rows = await store.traceCharges({ project: of, traceIds: [traceId] });
        const charge = showSpanCharge(
          rows.filter((row) => row.spanId === spanId),
          costs.book(),
        );
        if (charge === null) throw noCharge();
        return c.json<SpanCharge>(charge);
      },
    );
}

function pricingRoutes({ costs, store }: CostPorts) {
  const hasPrice = ({ model, provider }: { model: string; provider: string }, at: bigint) =>
    costs.book().find({
      provider,
      models: [model],
      region: "",
      serviceTier: "",
      atUnixMs: Number(at / 1_000_000n),
    }) !== null;
  return new Hono<ApiEnv>()
    .get(
      "/unpriced",
      describe("Calls whose cost is unknown, by model", UnpricedCalls),
      query(MonthParameters),
      async (c) => {
        const asked = c.req.valid("query");
        const rows = await store.unpricedCalls({
          project: projectOf(c, asked.project),
          period: asked.month === undefined ? "" : `${asked.month}-01`,
        });
        return c.json<UnpricedCalls>({
          rows: rows.map(({ firstUnixNano, lastUnixNano, traceIds, ...row }) => ({
            ...row,
            firstTime: formatInstant(firstUnixNano),
            lastTime: formatInstant(lastUnixNano),
            traceId: traceIds[0] ?? "",
            reason: hasPrice(row, lastUnixNano) ? "usage" : "price",
          })),
        });
      },
    )
    .post(
      "/reprice",
      describe("Prices the calls of a period anew, by adjustments", Repriced),
      query(RepriceParameters),
      async (c) => {
        const asked = c.req.valid("query");
        if (asked.from === undefined || asked.to === undefined || asked.from >= asked.to) {
          throw new ApiError(400, "invalid_period", "Say from and to, and from before to.");
        }
        const of = projectOf(c, asked.project);
        const within = { project: of, fromUnixNano: asked.from, toUnixNano: asked.to };
        const changed = await costs.reprice(within, actorOf(c));
        return c.json<Repriced>({
          adjustments: changed.rows,
          differenceUsd: formatPicoUsd(changed.differencePicoUsd),
        });
      },
    );
}

const Repriced = z.object({
  adjustments: z.number(), // rows that were booked
  differenceUsd: z.string(), // what they add up to
});
type Repriced = z.infer<typeof Repriced>;

/** What of the parameters narrows the charges. */
export function filterOf(asked: Partial<Record<string, unknown>>): CostFilter {
  const value = (name: CostDimension): [CostDimension, string][] => {
    const said = asked[name === "project" ? "costProject" : name];
    return typeof said === "string" ? [[name, said]] : [];
  };
  return Object.fromEntries(costDimensions.flatMap(value));
}

const noCharge = () =>
  new ApiError(
    404,
    "no_charge",
    "Nothing was charged for this span: it is no call of its own, or it came in within the last seconds.",
  );
