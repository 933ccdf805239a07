export type { Rows } from "./records/index.ts";
