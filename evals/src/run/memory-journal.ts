import type { RunJournal, RunRecord } from "./run-record.ts";

/** Keeps the records of one run for as long as the process lives. */
export function createMemoryJournal(records: RunRecord[] = []): RunJournal & {
  records: readonly RunRecord[];
} {
  return {
    records,
    async append(record) {
      records.push(record);
    },
    async *read() {
      yield* records.slice();
    },
  };
}
