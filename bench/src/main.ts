import { parseArgs } from "node:util";
import { measureGuard } from "./guard/measure-guard.ts";
import { measureIngestSteps } from "./ingest/ingest-steps.ts";
import { measureIngest } from "./ingest/measure-ingest.ts";
import { benchContent, benchQuery } from "./query/bench-query.ts";
import { measureSdk } from "./sdk/measure-sdk.ts";
import { createReport } from "./report.ts";
import { benchSoak, benchSustain } from "./soak/bench-soak.ts";
import { workloadNames } from "./workload/requests.ts";

const benches: Record<string, (args: string[]) => Promise<void>> = {
  guard,
  ingest,
  query,
  sdk,
  soak,
};

const usage = `usage: npm run bench -w bench -- BENCH
  guard
  ingest [--seconds 15] [--senders 2] [--connections 16] [--workload agent] [--steps]
  ingest --sustain 12000 --seconds 600: so many spans a second instead
  query [--spans 10000000] [--data FOLDER] [--while-ingesting]
  sdk
  soak [--minutes 60]
`;
const [name = "", ...args] = process.argv.slice(2);
const bench = benches[name];
if (!bench) {
  process.stderr.write(usage);
  process.exit(2);
}
await bench(args);

async function ingest(rest: string[]): Promise<void> {
  const number = (value: string) => ({ type: "string", default: value }) as const;
  const { values } = parseArgs({
    args: rest,
    options: {
      seconds: number("15"),
      senders: number("2"),
      connections: number("16"),
      limit: number("60000"),
      requests: number("24"),
      steps: { type: "boolean", default: false },
      sustain: { type: "string" },
      workload: { type: "string", multiple: true, default: ["agent", "small"] },
    },
  });
  const workloads = workloadNames.filter((each) => values.workload.includes(each));
  if (values.sustain !== undefined) {
    const report = await createReport("sustain");
    const order = { spansPerSecond: Number(values.sustain), seconds: Number(values.seconds) };
    await benchSustain(report, order);
    return report.write();
  }
  const report = await createReport("ingest");
  report.table(
    "Steps, CPU µs per span",
    await measureIngestSteps({ requests: Number(values.requests) }),
  );
  if (!values.steps) {
    report.table(
      "Whole path",
      await measureIngest(
        {
          workloads,
          seconds: Number(values.seconds),
          senders: Number(values.senders),
          connections: Number(values.connections),
          limitSpans: Number(values.limit),
        },
        (progress) => process.stderr.write(`${progress}\n`),
      ),
    );
  }
  return report.write();
}

async function soak(rest: string[]): Promise<void> {
  const { values } = parseArgs({
    args: rest,
    options: { minutes: { type: "string", default: "60" } },
  });
  const report = await createReport("soak");
  const isFlat = await benchSoak(report, Number(values.minutes));
  await report.write();
  if (!isFlat) process.exitCode = 1;
}

async function guard(): Promise<void> {
  const report = await createReport("guard");
  report.table("A guarded tool call, µs", await measureGuard());
  await report.write();
}

async function sdk(): Promise<void> {
  const report = await createReport("sdk");
  report.table("Sending spans, CPU µs per span", await measureSdk());
  await report.write();
}

async function query(rest: string[]): Promise<void> {
  const { values } = parseArgs({
    args: rest,
    options: {
      spans: { type: "string", default: "10000000" },
      data: { type: "string" },
      "while-ingesting": { type: "boolean", default: false },
    },
  });
  const report = await createReport("query");
  const isGood = await benchQuery(report, {
    spans: Number(values.spans),
    data: values.data,
    whileIngesting: values["while-ingesting"],
  });
  await benchContent(report);
  await report.write();
  if (!isGood) process.exitCode = 1;
}
