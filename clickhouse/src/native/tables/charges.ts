import type { ChargeRecord } from "../../records/charge.ts";
import { array } from "../array-column.ts";
import { ByteBuffer } from "../byte-buffer.ts";
import { lowCardinality } from "../low-cardinality-column.ts";
import { nullable } from "../nullable-column.ts";
import * as scalar from "../scalar-columns.ts";
import { columnOf, TableEncoder } from "../table-encoder.ts";

const column = columnOf<ChargeRecord>();

/** Writes rows of table `charges`. Of two with one identity the one booked later wins. */
const createChargesEncoder = () =>
  new TableEncoder([
    ...identityColumns(),
    ...ownerColumns(),
    column("calls", scalar.int32(), (charge) => charge.calls),
    column("unpriced", scalar.int32(), (charge) => charge.unpriced),
    ...positionColumns(),
    ...amountColumns(),
    column("price_card", scalar.uint32(), (charge) => charge.priceCard),
    column("price_source", lowCardinality(), (charge) => charge.priceSource),
    column("booked_at", scalar.unixMs(), (charge) => charge.bookedUnixMs),
    column("ver", scalar.uint64(), (charge) => charge.bookedUnixMs),
  ]);

const identityColumns = () => [
  column("project", lowCardinality(), (charge) => charge.project),
  column("period", scalar.date(), (charge) => charge.period),
  column("trace_id", scalar.text(), (charge) => charge.traceId),
  column("span_id", scalar.text(), (charge) => charge.spanId),
  column("line", lowCardinality(), (charge) => charge.line),
  column("sequence", scalar.uint32(), (charge) => charge.sequence),
  column("time", scalar.unixNano(), (charge) => charge.timeUnixNano),
  column("reason", lowCardinality(), (charge) => charge.reason),
  column("late", scalar.bool(), (charge) => charge.late),
];

const ownerColumns = () => [
  column("provider", lowCardinality(), (charge) => charge.provider),
  column("model", lowCardinality(), (charge) => charge.model),
  column("service", lowCardinality(), (charge) => charge.service),
  column("environment", lowCardinality(), (charge) => charge.environment),
  column("agent", lowCardinality(), (charge) => charge.agent),
  column("business_unit", lowCardinality(), (charge) => charge.businessUnit),
  column("cost_project", lowCardinality(), (charge) => charge.costProject),
  column("use_case", lowCardinality(), (charge) => charge.useCase),
  column("customer", lowCardinality(), (charge) => charge.customer),
  column("cost_center", lowCardinality(), (charge) => charge.costCenter),
  column("failed", scalar.bool(), (charge) => charge.failed),
];

const positionColumns = () => [
  column("units", array(lowCardinality()), (charge) => charge.positions.map(({ unit }) => unit)),
  column("quantities", array(scalar.bigInt64()), (charge) =>
    charge.positions.map(({ quantity }) => quantity),
  ),
  column("prices_pico_usd", array(scalar.bigInt64()), (charge) =>
    charge.positions.map(({ pricePicoUsd }) => pricePicoUsd),
  ),
  column("pers", array(scalar.bigInt64()), (charge) => charge.positions.map(({ per }) => per)),
  column("amounts_pico_usd", array(scalar.bigInt64()), (charge) =>
    charge.positions.map(({ amountPicoUsd }) => amountPicoUsd),
  ),
];

const amountColumns = () => [
  column("computed_pico_usd", nullable(scalar.bigInt64(), 0n), (charge) => charge.computedPicoUsd),
  column("reported_pico_usd", nullable(scalar.bigInt64(), 0n), (charge) => charge.reportedPicoUsd),
  column("cost_pico_usd", nullable(scalar.bigInt64(), 0n), (charge) => charge.costPicoUsd),
  column("rule", lowCardinality(), (charge) => charge.rule),
];

/** Charges as a block in ClickHouse's Native format: what `Database.insertNative` takes. */
export function encodeCharges(charges: readonly ChargeRecord[]): {
  table: string;
  columns: readonly string[];
  bytes: Uint8Array;
} {
  const encoder = createChargesEncoder();
  const out = new ByteBuffer();
  encoder.encode(charges, out);
  return { table: "charges", columns: encoder.columns, bytes: Uint8Array.from(out.written()) };
}
