import { noRows, type Rows } from "@spanward/clickhouse/records";
import { decodeTraces } from "../../../collector/src/decode/request.ts";
import { normalizeSpan } from "../../../collector/src/normalize/normalize-span.ts";
import { createRequests, type Workload } from "./requests.ts";

/** The project that the rows of benches are in. */
export const benchProject = "bench";

/** At least so many spans, as the server makes rows of requests that OpenTelemetry's own serializer wrote. */
export function normalizedRows(workload: Workload, spans: number): Rows {
  const rows: Rows = noRows();
  const context = { project: benchProject, receivedUnixMs: Date.now() };
  for (const body of createRequests({ workload, requests: Math.ceil(spans / 512) }))
    for (const item of decodeTraces(body, "protobuf").items) {
      const { span, io } = normalizeSpan(item, context);
      rows.spans.push(span);
      rows.spanIo.push(io);
    }
  return rows;
}
