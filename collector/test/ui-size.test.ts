import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";

// Goal: the first page is there at once, also far from the server, and nothing is fetched from elsewhere.
// Method: measure what the build says is loaded together, as gzip sends it.

const dist = fileURLToPath(new URL("../../ui/dist/", import.meta.url));
const kilobyte = 1000;

interface Chunk {
  file: string;
  imports?: string[];
  css?: string[];
}
const manifest: Record<string, Chunk> = JSON.parse(
  await readFile(join(dist, ".vite/manifest.json"), "utf8"),
);
const assets = await readdir(join(dist, "assets"));

/** The chunks that are loaded with one, itself included. */
function closureOf(name: string, seen = new Set<string>()): Set<string> {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const each of manifest[name]?.imports ?? []) closureOf(each, seen);
  return seen;
}

async function sizeOf(files: readonly string[]): Promise<number> {
  const contents = await Promise.all(files.map((file) => readFile(join(dist, file))));
  return contents.reduce((sum, content) => sum + gzipSync(content).length, 0);
}

const filesOf = (names: Iterable<string>) => [...names].map((name) => manifest[name]?.file ?? "");
const initial = closureOf("index.html");

const stylesOf = (names: Iterable<string>) => [
  ...new Set([...names].flatMap((name) => manifest[name]?.css ?? [])),
];

test("what every page needs is at most 70 KB", async () => {
  expect(await sizeOf(filesOf(initial))).toBeLessThanOrEqual(70 * kilobyte);
});

describe.each([
  "overview/OverviewPage.svelte",
  "traces/TracesPage.svelte",
  "trace/TracePage.svelte",
  "sessions/SessionsPage.svelte",
  "latency/LatencyPage.svelte",
  "usage/UsagePage.svelte",
  "settings/SettingsPage.svelte",
])("%s", (page) => {
  const chunks = closureOf(`src/features/${page}`);

  test("adds at most 75 KB", async () => {
    const files = filesOf([...chunks].filter((name) => !initial.has(name)));
    expect(files).not.toEqual([]);
    expect(await sizeOf(files)).toBeLessThanOrEqual(75 * kilobyte);
  });

  test("has at most 12 KB of styles", async () => {
    const styles = stylesOf([...chunks, ...initial]);
    expect(await sizeOf(styles)).toBeLessThanOrEqual(12 * kilobyte);
  });
});

test("no chunk is over 80 KB", async () => {
  const scripts = assets.filter((file) => file.endsWith(".js")).map((file) => `assets/${file}`);
  const sizes = await Promise.all(
    scripts.map(async (file) => ({ file, size: await sizeOf([file]) })),
  );
  expect(sizes.filter(({ size }) => size > 80 * kilobyte)).toEqual([]);
});

test("nothing is fetched from elsewhere", async () => {
  const texts = assets.filter((file) => file.endsWith(".css"));
  for (const file of ["index.html", ...texts.map((name) => `assets/${name}`)]) {
    expect(await readFile(join(dist, file), "utf8")).not.toMatch(
      /(src|href)="https?:|url\("?https?:/,
    );
  }
});
