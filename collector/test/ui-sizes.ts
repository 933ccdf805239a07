import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

/** The built interface. */
export const uiDist = fileURLToPath(new URL("../../ui/dist/", import.meta.url));

/** The most that may be loaded, in bytes as gzip sends them. */
export const uiLimits = { initial: 70_000, route: 75_000, styles: 12_000, chunk: 80_000 } as const;

/** What something loads, in bytes as gzip sends them, and how much it may. */
export interface UiSize {
  what: string;
  bytes: number;
  bytesMax: number;
}

interface Chunk {
  file: string;
  src?: string;
  isDynamicEntry?: boolean;
  imports?: string[];
  css?: string[];
}

/** What the build says is loaded together: at first, then by each page, and its largest chunk. */
export async function measureUi(): Promise<UiSize[]> {
  const manifest: Record<string, Chunk> = JSON.parse(
    await readFile(join(uiDist, ".vite/manifest.json"), "utf8"),
  );
  const closureOf = (name: string, seen = new Set<string>()): Set<string> => {
    if (seen.has(name)) return seen;
    seen.add(name);
    for (const each of manifest[name]?.imports ?? []) closureOf(each, seen);
    return seen;
  };
  const filesOf = (names: Iterable<string>) => [...names].map((name) => manifest[name]?.file ?? "");
  const stylesOf = (names: Iterable<string>) => [
    ...new Set([...names].flatMap((name) => manifest[name]?.css ?? [])),
  ];
  const initial = closureOf("index.html");
  const sizes: UiSize[] = [
    { what: "initial JS", bytes: await sizeOf(filesOf(initial)), bytesMax: uiLimits.initial },
  ];
  const pages = Object.keys(manifest).filter((name) => /features\/.*Page\.svelte$/.test(name));
  for (const page of pages) {
    const what = page.replace(/^.*\/(\w+)\.svelte$/, "$1");
    const added = [...closureOf(page)].filter((name) => !initial.has(name));
    const styles = stylesOf(new Set([...added, ...initial]));
    sizes.push(
      { what: `${what} JS`, bytes: await sizeOf(filesOf(added)), bytesMax: uiLimits.route },
      { what: `${what} CSS`, bytes: await sizeOf(styles), bytesMax: uiLimits.styles },
    );
  }
  return [...sizes, await largestChunk()];
}

async function largestChunk(): Promise<UiSize> {
  const assets = await readdir(join(uiDist, "assets"));
  const sizes = await Promise.all(
    assets
      .filter((file) => file.endsWith(".js"))
      .map(async (file) => ({ file, bytes: await sizeOf([`assets/${file}`]) })),
  );
  const { file, bytes } = sizes.toSorted((a, b) => b.bytes - a.bytes)[0] ?? { file: "", bytes: 0 };
  return { what: `largest chunk, ${file}`, bytes, bytesMax: uiLimits.chunk };
}

async function sizeOf(files: readonly string[]): Promise<number> {
  const contents = await Promise.all(files.map((file) => readFile(join(uiDist, file))));
  return contents.reduce((sum, content) => sum + gzipSync(content).length, 0);
}

/** Sizes as a table, kilobytes of a thousand bytes. */
export function printUiSizes(sizes: readonly UiSize[]): string {
  const kilobytes = (bytes: number) => (bytes / 1000).toFixed(1).padStart(7);
  const lines = sizes.map(
    ({ what, bytes, bytesMax }) =>
      `${bytes <= bytesMax ? "ok  " : "OVER"} ${kilobytes(bytes)} of ${kilobytes(bytesMax)} KB  ${what}`,
  );
  return `${lines.join("\n")}\n`;
}
