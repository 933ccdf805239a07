import { createServer, type IncomingMessage } from "node:http";
import { createClient } from "@clickhouse/client";
import { Database, migrate } from "@spanward/clickhouse";
import { readReferenceRows } from "./protobufjs-reference.ts";

// The plain pipeline the bench compares with: generated protobufjs decoding, an object for each row,
// the client's JSON insert, an answer once it is in. The same engine, the same tables.

const db = await Database.openEmbedded({ path: process.env["SPANWARD_DATA_DIR"] ?? "" });
await migrate(db);
const endpoint = db.engine?.endpoint;
if (!endpoint) throw new Error("the engine did not start");
const client = createClient({ ...endpoint, max_open_connections: 4 });
let stored = 0;

const server = createServer((request, response) => {
  if (request.url === "/metrics") {
    response.end(`spanward_items_stored_total{signal="traces"} ${stored}\n`);
    return;
  }
  void accept(request).then(
    () => response.end(),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      response.writeHead(500).end();
    },
  );
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  process.stdout.write(`http://127.0.0.1:${port}\n`);
});
process.once("SIGTERM", () => void stop());

async function accept(request: IncomingMessage): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { io, spans } = readReferenceRows(Buffer.concat(chunks));
  const settings = { format: "JSONEachRow", clickhouse_settings: { async_insert: 0 } } as const;
  await client.insert({ table: "span_io", values: io, ...settings });
  await client.insert({ table: "spans", values: spans, ...settings });
  stored += spans.length;
}

async function stop(): Promise<void> {
  server.close();
  server.closeAllConnections();
  await client.close();
  await db.close();
}
