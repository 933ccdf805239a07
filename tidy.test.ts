import { readdir, readFile } from "node:fs/promises";
import { basename, parse } from "node:path";
import { expect, test } from "vitest";

// Goal: keep the promises that no linter knows of. Method: look at the file names, as a reader would.

const packages = ["bench", "clickhouse", "collector", "evals", "sdk", "ui"];
const files = await listFiles(packages.map((name) => `${name}/src`));

test("no file or folder is named for nothing in particular", () => {
  const vague = /^(utils?|helpers?|common|shared|misc|lib|types|constants|manager)$/;
  const names = (file: string) => file.split("/").map((part) => parse(part).name);
  expect(files.filter((file) => names(file).some((name) => vague.test(name)))).toEqual([]);
});

test("migrations are numbered with four digits, and no two alike", async () => {
  const names = (await readdir("clickhouse/migrations")).toSorted();
  expect(names.filter((name) => !/^\d{4}_\w+\.sql$/.test(name))).toEqual([]);
  expect(new Set(names.map((name) => name.slice(0, 4))).size).toBe(names.length);
});

test("every query has a test", () => {
  const queries = files.filter((file) => file.startsWith("clickhouse/src/queries/"));
  const untested = queries.filter(
    (file) => !queries.includes(file.replace(/(\.test)?\.ts$/, ".test.ts")),
  );
  expect(untested.map((file) => basename(file))).toEqual([]);
});

test("ARCHITECTURE.md names every package", async () => {
  const text = await readFile("ARCHITECTURE.md", "utf8");
  expect(packages.filter((name) => !text.includes(`| \`${name}\``))).toEqual([]);
});

async function listFiles(folders: string[]): Promise<string[]> {
  const lists = folders.map((folder) => readdir(folder, { recursive: true, withFileTypes: true }));
  const entries = (await Promise.all(lists)).flat();
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`);
}
