import { mkdir, writeFile } from "node:fs/promises";
import { availableParallelism, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { printTable } from "./print-table.ts";

type Row = Record<string, string | number>;

/** Tables that are printed as they come, and written together when all is done. */
export interface Report {
  table(title: string, rows: readonly Row[]): void;
  note(text: string): void;
  /** Writes another file beside it. */
  attach(extension: string, text: string): Promise<void>;
  /** Writes `bench/results/<name>.json` and says so. */
  write(): Promise<void>;
}

export async function createReport(name: string): Promise<Report> {
  const folder = fileURLToPath(new URL("../results/", import.meta.url));
  await mkdir(folder, { recursive: true });
  const tables: Record<string, readonly Row[]> = {};
  const notes: string[] = [];
  const machine = { cores: availableParallelism(), node: process.version, loadBefore: loadavg() };
  const say = (text: string) => process.stdout.write(text);
  return {
    table(title, rows) {
      tables[title] = rows;
      say(`\n${title}\n${printTable(rows)}`);
    },
    note(text) {
      notes.push(text);
      say(`${text}\n`);
    },
    async attach(extension, text) {
      await writeFile(`${folder}${name}.${extension}`, text);
      say(`\nwritten to ${folder}${name}.${extension}\n`);
    },
    async write() {
      const file = `${folder}${name}.json`;
      await writeFile(file, `${JSON.stringify({ machine, tables, notes }, null, 2)}\n`);
      say(`\nwritten to ${file}\n`);
    },
  };
}
