export type { ColumnShape, Columns } from "./columns.ts";
export { Database, type ReadLimits, type WriteSummary } from "./database.ts";
export { StoreError } from "./errors.ts";
export { migrate } from "./migrate.ts";
export type { Rows } from "./records/index.ts";
export { encodeRows, RowEncoder, type TableBlock } from "./native/encode-rows.ts";
