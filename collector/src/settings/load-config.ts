import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type Config, ConfigError } from "../config.ts";
import { readSettings } from "./read-settings.ts";

/** The file that is read when neither `--config` nor `SPANWARD_CONFIG` names one. It may be missing. */
const usualFile = "spanward.json";

/**
 * Loads the configuration of this process. `file` is the argument of `--config`.
 *
 * @throws {ConfigError} when a named file cannot be read, or any setting is bad.
 */
export async function loadConfig(file: string | undefined): Promise<Config> {
  const named = file ?? (process.env["SPANWARD_CONFIG"] || undefined);
  const fileName = named ?? usualFile;
  const text = await readText(fileName, named !== undefined);
  return readSettings({ file: parse(text, fileName), fileName, env: process.env });
}

async function readText(fileName: string, required: boolean): Promise<string | undefined> {
  try {
    return await readFile(resolve(fileName), "utf8");
  } catch (cause) {
    const missing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    if (missing && !required) return undefined;
    throw new ConfigError(`${fileName} cannot be read: ${String(cause)}`, { cause });
  }
}

function parse(text: string | undefined, fileName: string): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ConfigError(`${fileName} is not JSON: ${String(cause)}`, { cause });
  }
}
