import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type FileJournal, openFileJournal } from "@spanward/evals";
import { z } from "zod";

/** What is known of a run beside its records. */
export const RunManifest = z.object({
  runId: z.string(),
  eval: z.string(),
  file: z.string(),
  dataset: z.object({ name: z.string(), version: z.string() }),
  trials: z.int().min(1),
  startedAt: z.iso.datetime(),
});
export type RunManifest = z.infer<typeof RunManifest>;

/** The runs of a folder: for each a manifest and a journal beside it. */
export class RunFolder {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Names a run and writes its manifest. Names sort by time. */
  async create(about: Omit<RunManifest, "runId" | "startedAt">, now: Date): Promise<RunManifest> {
    await mkdir(this.#path, { recursive: true });
    const slug = about.eval.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
    const stamp = now.toISOString().replaceAll(/[-:]/g, "").replace(".", "");
    const manifest = { runId: `${stamp}-${slug}`, ...about, startedAt: now.toISOString() };
    // Two runs of one eval in one millisecond: the second has to wait for the next.
    await writeFile(this.#file(manifest.runId, "json"), `${JSON.stringify(manifest, null, 2)}\n`, {
      flag: "wx",
    });
    return manifest;
  }

  /** All runs, newest first. */
  async list(): Promise<RunManifest[]> {
    const names = await readdir(this.#path).catch(() => []);
    const ids = names.filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -5));
    return Promise.all(
      ids
        .toSorted()
        .toReversed()
        .map((id) => this.#read(id)),
    );
  }

  /**
   * Finds a run by its id, by the start of it, or by `latest`.
   *
   * @throws {Error} when there is none, or more than one
   */
  async find(asked: string): Promise<RunManifest> {
    const runs = await this.list();
    const [latest] = runs;
    if (asked === "latest" && latest) return latest;
    const exact = runs.find(({ runId }) => runId === asked);
    const found = exact ? [exact] : runs.filter(({ runId }) => runId.startsWith(asked));
    const [only] = found;
    if (only && found.length === 1) return only;
    const problem = found.length > 1 ? `${found.length} runs start with` : "there is no run";
    throw new Error(`${problem} ${asked} in ${this.#path}; spanward eval list shows them`);
  }

  journal(runId: string): Promise<FileJournal> {
    return openFileJournal(this.#file(runId, "jsonl"));
  }

  async #read(runId: string): Promise<RunManifest> {
    const path = this.#file(runId, "json");
    try {
      return RunManifest.parse(JSON.parse(await readFile(path, "utf8")));
    } catch (cause) {
      throw new Error(`${path} is not the manifest of a run`, { cause });
    }
  }

  #file(runId: string, extension: string): string {
    return join(this.#path, `${runId}.${extension}`);
  }
}
