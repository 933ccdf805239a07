import { relative, resolve } from "node:path";
import { defineEval, type EvalDefinition } from "@spanward/evals";
import { createJiti } from "jiti";
import { glob } from "tinyglobby";

/** An eval and the file that it stands in, relative to the folder it was looked for in. */
export interface LoadedEval {
  definition: EvalDefinition;
  file: string;
}

/**
 * Loads the evals that files export, by whatever names. TypeScript is run as it is.
 *
 * @param patterns globs relative to `folder`; `**\/*.eval.{ts,mts,js,mjs}` without any
 * @throws {Error} when a file fails to load, exports no eval, or two evals have one name
 */
export async function loadEvals(
  folder: string,
  patterns: readonly string[] = [],
): Promise<LoadedEval[]> {
  const files = await glob(patterns.length > 0 ? [...patterns] : ["**/*.eval.{ts,mts,js,mjs}"], {
    cwd: folder,
    ignore: ["**/node_modules/**", "**/dist/**"],
  });
  const jiti = createJiti(import.meta.url, { moduleCache: false });
  const loaded: LoadedEval[] = [];
  for (const file of files.toSorted()) {
    const path = resolve(folder, file);
    const exported = await jiti.import(path).catch((cause: unknown) => {
      throw new Error(`${file} cannot be loaded`, { cause });
    });
    const definitions = findDefinitions(exported);
    if (definitions.length === 0)
      throw new Error(`${file} exports no eval; export what defineEval gives`);
    for (const definition of definitions)
      loaded.push({ definition: defineEval(definition), file: relative(folder, path) });
  }
  for (const [index, { definition, file }] of loaded.entries()) {
    const other = loaded.slice(0, index).find((one) => one.definition.name === definition.name);
    if (other) throw new Error(`${other.file} and ${file} both name an eval "${definition.name}"`);
  }
  return loaded;
}

function findDefinitions(exported: unknown): EvalDefinition[] {
  if (typeof exported !== "object" || exported === null) return [];
  return [...new Set(Object.values(exported))].filter(isDefinition);
}

function isDefinition(value: unknown): value is EvalDefinition {
  if (typeof value !== "object" || value === null) return false;
  const has = (key: string, type: string) => typeof Reflect.get(value, key) === type;
  const scorers: unknown = Reflect.get(value, "scorers");
  return has("name", "string") && has("task", "function") && Array.isArray(scorers);
}
