import { focusColumns } from "@spanward/clickhouse";
import { type Context, Hono } from "hono";
import { writeCsv } from "../costs/csv.ts";
import { readCostReport } from "../costs/read-cost-report.ts";
import { writeReportCsv } from "../costs/write-report-csv.ts";
import { writeReportPdf } from "../costs/write-report-pdf.ts";
import { type CostPorts, filterOf, monthOf, MonthParameters, ReportParameters } from "./costs.ts";
import { type ApiEnv, projectOf } from "./project.ts";
import { query } from "./route.ts";

/** `/api/costs/…`: what a month cost, as files. */
export function costFileRoutes(ports: CostPorts) {
  const { clock, store } = ports;
  return new Hono<ApiEnv>()
    .get("/report.csv", query(ReportParameters), async (c) => {
      const { report } = await read(c, c.req.valid("query"));
      return file(c, `costs-${report.month}.csv`, writeReportCsv(report));
    })
    .get("/report.pdf", query(ReportParameters), async (c) => {
      const { project, report } = await read(c, c.req.valid("query"));
      return file(c, `costs-${report.month}.pdf`, await writeReportPdf(report, project));
    })
    .get("/focus.csv", query(MonthParameters), async (c) => {
      const asked = c.req.valid("query");
      const month = monthOf(asked.month, clock);
      const of = { project: projectOf(c, asked.project), period: `${month}-01` };
      const rows = await store.focusRows(of);
      const cells = rows.map((row) => focusColumns.map((name) => row[name] ?? ""));
      return file(c, `focus-${month}.csv`, writeCsv([focusColumns, ...cells]));
    })
    .get("/focus.parquet", query(MonthParameters), async (c) => {
      const asked = c.req.valid("query");
      const month = monthOf(asked.month, clock);
      const of = { project: projectOf(c, asked.project), period: `${month}-01` };
      return file(c, `focus-${month}.parquet`, await store.focusParquet(of));
    });

  async function read(c: Context<ApiEnv>, asked: ReturnType<typeof ReportParameters.parse>) {
    const project = projectOf(c, asked.project);
    const month = monthOf(asked.month, clock);
    const question = { project, month, by: asked.by, filter: filterOf(asked), limit: rowsMax };
    return { project, report: await readCostReport(ports, question) };
  }
}

/** A file has all rows. */
const rowsMax = 100_000;

const types: Record<string, string> = {
  csv: "text/csv; charset=utf-8",
  pdf: "application/pdf",
  parquet: "application/vnd.apache.parquet",
};

const file = (c: Context, name: string, body: string | Uint8Array) =>
  c.body(typeof body === "string" ? body : Uint8Array.from(body).buffer, 200, {
    "content-type": types[name.slice(name.lastIndexOf(".") + 1)] ?? "application/octet-stream",
    "content-disposition": `attachment; filename="${name}"`,
  });
