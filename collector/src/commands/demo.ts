import { parseArgs } from "node:util";
import { z } from "zod";
import { TraceList, type TraceSummary } from "../api/answers/trace-summary.ts";
import { type DemoProgress, repeatNow, sendDemo } from "../demo/index.ts";
import { loadConfig } from "../settings/load-config.ts";
import { type Command, type Terminal, UsageError } from "./command.ts";
import { createServerClient, findServerUrl, type ServerClient } from "./server-client.ts";

const Count = (most: number) => z.coerce.number<string>().int().min(1).max(most);
const DemoArguments = z.object({
  seed: z.coerce.number<string>().int().min(0).default(1),
  days: Count(365).default(30),
  traces: Count(1_000_000).default(5000),
});

/** `spanward demo`: a company's agents at work, sent to a running server as any sender would. */
export const demoCommand: Command = {
  summary: "send demo traces to a running server, or remove them",
  usage: `Usage: spanward demo [--days N] [--traces N] [--seed N] [--heavy] [--url URL] [--key KEY]
       spanward demo --remove [--url URL] [--key KEY]

  --days N      days up to now the traces are spread over (default: 30)
  --traces N    how many traces, besides the exhibits (default: 5000)
  --seed N      another seed gives other traces (default: 1)
  --heavy       also a trace of 100,000 spans and a payload of 20 MB
  --remove      remove the demo data from the server
  --url URL     the server (default: SPANWARD_URL, else the one that serves the data folder)
  --key KEY     an API key of project demo (default: SPANWARD_API_KEY)
  --config FILE settings to read instead of ./spanward.json

The traces are in project "demo".`,

  async run(args, terminal) {
    const { values } = parseArgs({
      args,
      options: {
        config: { type: "string" },
        days: { type: "string" },
        heavy: { type: "boolean", default: false },
        key: { type: "string" },
        remove: { type: "boolean", default: false },
        seed: { type: "string" },
        traces: { type: "string" },
        url: { type: "string" },
      },
    });
    const parsed = DemoArguments.safeParse(values);
    if (!parsed.success) throw new UsageError(z.prettifyError(parsed.error));
    const url = await findServerUrl(await loadConfig(values.config), values.url);
    const server = createServerClient(url, values.key ?? process.env["SPANWARD_API_KEY"]);
    if (values.remove) {
      await server.ask("DELETE", "/api/demo");
      terminal.say(`The demo data is removed from ${url}.`);
      return 0;
    }
    // Sent twice a day it is the same demo, and changes no count.
    const now = repeatNow(parsed.data.seed, Date.now(), await listExhibits(server));
    const total = await sendDemo(
      { ...parsed.data, now, exhibits: values.heavy ? "all" : "usual" },
      ({ body }) => server.sendTraces({ project: "demo", body }),
      createProgress(terminal),
    );
    terminal.say(`Sent ${total.traces} traces with ${total.spans} spans to ${url}.`);
    terminal.say(`Look at them: ${url}/traces?project=demo`);
    return 0;
  },
};

/** The exhibits that are on the server already. */
async function listExhibits(server: ServerClient): Promise<readonly TraceSummary[]> {
  const answer = await server.ask("GET", "/api/traces?project=demo&tag=featured:true&limit=200");
  return TraceList.parse(answer).traces;
}

/** A line that is drawn over while people watch, and one for each tenth of the way else. */
function createProgress(terminal: Terminal): (progress: DemoProgress) => void {
  let tenths = 0;
  return ({ traces, tracesTotal, label }) => {
    const share = traces / tracesTotal;
    const text = `${Math.floor(share * 100)} % · ${traces} of ${tracesTotal} traces · ${label}`;
    if (terminal.interactive) terminal.redraw(text);
    else if (Math.floor(share * 10) > tenths) terminal.note(text);
    tenths = Math.floor(share * 10);
    if (terminal.interactive && traces === tracesTotal) terminal.redraw("");
  };
}
