import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { measureIngestSteps } from "./ingest-steps.ts";
import { printTable } from "./print-table.ts";

const benches = { ingest: measureIngestSteps };

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "string" }, requests: { type: "string", default: "24" } },
});
const [name = ""] = positionals;
if (!(name in benches)) {
  process.stderr.write(
    `usage: npm run bench -w bench -- ${Object.keys(benches).join(" | ")} [--requests 24] [--json FILE]\n`,
  );
  process.exit(2);
}
const report = await measureIngestSteps({ requests: Number(values.requests) });
process.stdout.write(printTable(report));
if (values.json) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
