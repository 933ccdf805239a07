import { createHash } from "node:crypto";
import type { EvalCase } from "./eval-case.ts";

/** A frozen list of cases. The same cases have the same version, whatever their order. */
export interface DatasetVersion<Input = unknown, Expected = unknown> {
  name: string;
  /** SHA-256 over the sorted ids of the cases, in lowercase hex. */
  version: string;
  cases: readonly EvalCase<Input, Expected>[]; // sorted by id, none twice
}

/** Freezes cases into a version. Of a case that is there twice the slices are joined. */
export function freezeDataset<Input, Expected>(
  name: string,
  cases: readonly EvalCase<Input, Expected>[],
): DatasetVersion<Input, Expected> {
  const byId = new Map<string, EvalCase<Input, Expected>>();
  for (const added of cases) {
    const known = byId.get(added.id);
    byId.set(added.id, known ? join(known, added) : added);
  }
  const sorted = [...byId.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const hash = createHash("sha256");
  for (const { id } of sorted) hash.update(id);
  return { name, version: hash.digest("hex"), cases: sorted };
}

/** What changed between two versions. A case that was edited is one removed and one added. */
export interface DatasetDiff {
  added: readonly EvalCase[];
  removed: readonly EvalCase[];
  kept: number;
}

export function diffDatasets(before: DatasetVersion, after: DatasetVersion): DatasetDiff {
  const former = new Set(before.cases.map(({ id }) => id));
  const latter = new Set(after.cases.map(({ id }) => id));
  return {
    added: after.cases.filter(({ id }) => !former.has(id)),
    removed: before.cases.filter(({ id }) => !latter.has(id)),
    kept: after.cases.filter(({ id }) => former.has(id)).length,
  };
}

const join = <Input, Expected>(
  known: EvalCase<Input, Expected>,
  added: EvalCase<Input, Expected>,
): EvalCase<Input, Expected> => ({
  ...known,
  slices: [...new Set([...known.slices, ...added.slices])].toSorted(),
  origin: known.origin ?? added.origin,
  holdout: known.holdout || added.holdout,
});
