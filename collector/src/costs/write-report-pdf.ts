import type { CostReport } from "../api/answers/costs.ts";
import { unattributed } from "./write-report-csv.ts";

const margin = 48;
const rowHeight = 18;
const columns = [
  { title: "Cost, USD", x: 300, width: 80 },
  { title: "Before, USD", x: 380, width: 80 },
  { title: "Calls", x: 460, width: 50 },
  { title: "Unpriced", x: 510, width: 40 },
] as const;

const names: Record<CostReport["by"], string> = {
  businessUnit: "business unit",
  project: "project",
  useCase: "use case",
  agent: "agent",
  model: "model",
  provider: "provider",
  environment: "environment",
  customer: "customer",
  costCenter: "cost center",
  line: "kind of charge",
};

/**
 * A report as PDF, A4. The same report gives the same bytes: its date is the end of its month. Letters that
 * the built-in fonts lack are printed as a question mark; the CSV has them.
 */
export async function writeReportPdf(report: CostReport, project: string): Promise<Uint8Array> {
  const { default: PdfDocument } = await import("pdfkit"); // heavy, and seldom asked for
  const title = `Costs of ${report.month} by ${names[report.by]}`;
  const document = new PdfDocument({
    size: "A4",
    margin,
    bufferPages: true,
    info: { Title: title, CreationDate: new Date(`${report.month}-28T00:00:00Z`) },
  });
  const chunks: Uint8Array[] = [];
  document.on("data", (chunk: Uint8Array) => chunks.push(chunk));
  const done = new Promise<void>((resolve) => document.on("end", resolve));
  const page = createPage(document);

  page.head(title, [`Project ${project}. ${stateText(report)}`, narrowedText(report)]);
  for (const row of report.rows) {
    page.row(row.value || unattributed, [
      row.roundedUsd,
      cents(row.previousUsd),
      String(row.calls),
      String(row.unpricedCalls || ""),
    ]);
  }
  if (report.rowsTotal > report.rows.length) {
    page.row(`… and ${report.rowsTotal - report.rows.length} more`, []);
  }
  page.row("Rounding", [report.roundingUsd]);
  const { total } = report;
  page.total("Total", [
    total.roundedUsd,
    cents(report.previousUsd),
    String(total.calls),
    String(total.unpricedCalls || ""),
  ]);
  page.note(
    `${total.unpricedCalls} calls have no known cost and add nothing. Exactly ${total.costUsd} USD.`,
  );
  document.end();
  await done;
  return Buffer.concat(chunks);
}

const stateText = ({ state }: CostReport): string =>
  state === "closed" ? "The month is closed." : `The month is ${state}: figures may still change.`;

const narrowedText = ({ filter }: CostReport): string =>
  Object.entries(filter)
    .map(([name, value]) => `${name}: ${value || unattributed}`)
    .join(", ");

/** Two decimals, cut off: what stands beside is only to compare with. */
const cents = (usd: string): string => {
  const [whole = "0", fraction = ""] = usd.split(".");
  return `${whole}.${fraction.slice(0, 2).padEnd(2, "0")}`;
};

// Latin-1 is what the built-in fonts have, and a few more.
const printable = (text: string): string => text.replace(/[^\u0020-\u007e\u00a0-\u00ff–—…]/gu, "?");

function createPage(document: PDFKit.PDFDocument) {
  let y = margin;
  const cells = (values: readonly string[]) => {
    for (const [i, value] of values.entries()) {
      const column = columns[i];
      if (column === undefined) continue;
      const { width, x } = column;
      document.text(value, x, y, { width, align: "right", lineBreak: false });
    }
  };
  const titles = () => {
    document.font("Helvetica-Bold").fontSize(9);
    cells(columns.map(({ title }) => title));
    y += rowHeight;
    rule();
    document.font("Helvetica").fontSize(9);
  };
  const rule = () => {
    document
      .moveTo(margin, y - 5)
      .lineTo(550, y - 5)
      .lineWidth(1)
      .strokeColor("#888888")
      .stroke();
  };
  const line = (name: string, values: readonly string[]) => {
    if (y > document.page.height - margin - 2 * rowHeight) {
      document.addPage();
      y = margin;
      titles();
    }
    document.text(printable(name), margin, y, { width: 245, height: 11, ellipsis: true });
    cells(values);
    y += rowHeight;
  };
  return {
    head(title: string, lines: readonly string[]) {
      document.font("Helvetica-Bold").fontSize(15).text(printable(title), margin, y);
      y += 26;
      document.font("Helvetica").fontSize(9).fillColor("#444444");
      for (const text of lines.filter((one) => one !== "")) {
        document.text(printable(text), margin, y, { width: 500 });
        y += 14;
      }
      document.fillColor("#000000");
      y += 10;
      titles();
    },
    row: line,
    total(name: string, values: readonly string[]) {
      rule();
      document.font("Helvetica-Bold");
      line(name, values);
      document.font("Helvetica");
    },
    note(text: string) {
      document.fillColor("#444444").text(printable(text), margin, y + 8, { width: 500 });
    },
  };
}
