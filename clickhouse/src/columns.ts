import { z } from "zod";
import { StoreError } from "./errors.ts";

interface ColumnTypes {
  text: string;
  number: number;
  "number or null": number | null;
  "text or null": string | null;
  texts: string[];
  "text map": Record<string, string>;
}

/** The columns of an answer by name, each with what its values are. */
export type ColumnShape = Record<string, keyof ColumnTypes>;

/** An answer as columns, all of one length. */
export type Columns<Shape extends ColumnShape> = {
  [Name in keyof Shape]: ColumnTypes[Shape[Name]][];
};

const checks: { [Kind in keyof ColumnTypes]: (value: unknown) => value is ColumnTypes[Kind] } = {
  text: (value) => typeof value === "string",
  number: (value) => typeof value === "number",
  "number or null": (value): value is number | null => value === null || typeof value === "number",
  "text or null": (value): value is string | null => value === null || typeof value === "string",
  texts: (value): value is string[] => Array.isArray(value) && value.every(checks.text),
  "text map": (value): value is Record<string, string> =>
    typeof value === "object" && value !== null && Object.values(value).every(checks.text),
};

/** The format JSONColumnsWithMetadata: `data` is empty when there are no rows. */
const Answer = z.object({
  meta: z.array(z.object({ name: z.string() })),
  data: z.record(z.string(), z.unknown()),
  rows: z.number(),
});

/** Checks the columns of an answer. @throws {StoreError} when they are not of that shape */
export function readColumns<Shape extends ColumnShape>(
  shape: Shape,
  answer: unknown,
): Columns<Shape> {
  const { meta, data, rows } = Answer.parse(answer);
  const names = new Set(meta.map(({ name }) => name));
  const columns: Record<string, unknown[]> = {};
  for (const [name, kind] of Object.entries(shape)) {
    const values = rows === 0 ? [] : data[name];
    if (!names.has(name) || !Array.isArray(values) || values.length !== rows) {
      throw new StoreError(`the answer has no column ${name}`, { retryable: false });
    }
    if (!values.every((value) => checks[kind](value))) {
      throw new StoreError(`the column ${name} is not all ${kind}`, { retryable: false });
    }
    columns[name] = values;
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every column was checked above
  return columns as Columns<Shape>;
}
