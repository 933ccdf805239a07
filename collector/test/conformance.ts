import { resolve } from "node:path";
import { casesFolders, readCases } from "./conformance-cases.ts";
import { runConformance } from "./conformance-run.ts";
import { openTestServer } from "./open-test-server.ts";

// `npm run conformance [-- folder]`: sends every case of `cases.json` to a server of its own, over HTTP
// and, where it has a like there, over gRPC, and prints how each went.

const [argument] = process.argv.slice(2);
const folder =
  argument === undefined
    ? (casesFolders.at(-1) ?? "")
    : resolve(process.env["INIT_CWD"] ?? ".", argument);
const server = await openTestServer();
try {
  const { grpcUrl, url } = server;
  const outcomes = await runConformance({ url, grpcUrl: grpcUrl ?? "" }, readCases(folder));
  const wide = Math.max(...outcomes.map(({ file }) => file.length));
  const lines = outcomes.map(({ faults, file, status, transport }) => {
    const verdict = faults.length === 0 ? "ok" : `FAILED  ${faults.join("; ")}`;
    return `${file.padEnd(wide)}  ${transport.padEnd(4)}  ${status}  ${verdict}`;
  });
  const failed = outcomes.filter(({ faults }) => faults.length > 0).length;
  lines.push("", `${outcomes.length - failed} of ${outcomes.length} as expected (${folder})`);
  process.stdout.write(`${lines.join("\n")}\n`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  await server.remove();
}
