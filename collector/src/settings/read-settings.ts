import { z } from "zod";
import { Config, ConfigError } from "../config.ts";
import { listSettings, type Setting } from "./list-settings.ts";
import { nearestName } from "./nearest-name.ts";

const prefix = "SPANWARD_";

type Environment = Record<string, string | undefined>;

/** Where settings come from. The environment overrides the file. */
export interface SettingSources {
  file: unknown; // the parsed content of the file; undefined without one
  fileName: string; // as the operator knows it, for messages
  env: Environment; // variables that do not begin with SPANWARD_ are not looked at
}

/**
 * Variables of clients, which share an environment with the server on a developer's machine:
 * `SPANWARD_CONFIG` names the file; the others are the SDK's and the command line's.
 */
const clientVariables = [
  "SPANWARD_CONFIG",
  "SPANWARD_API_KEY",
  "SPANWARD_URL",
  "SPANWARD_ENDPOINT",
  "SPANWARD_CAPTURE_CONTENT",
];

/**
 * Reads the configuration: `SPANWARD_STORE__URL` sets `store.url`. Lists are separated by commas; an
 * empty variable counts as not set.
 *
 * @throws {ConfigError} naming every bad setting and every name nobody knows, a line each.
 */
export function readSettings({ file, fileName, env }: SettingSources): Config {
  const settings = listSettings();
  const root = z.record(z.string(), z.unknown()).safeParse(file ?? {});
  if (!root.success) throw new ConfigError(`${fileName} must hold a JSON object`);
  const values = structuredClone(root.data);
  const given = settings.filter(({ variable }) => (env[variable] ?? "") !== "");
  for (const setting of given) put(values, setting.path, valueOf(setting, env[setting.variable]));

  const parsed = Config.safeParse(values);
  const problems = unknownVariables(settings, env);
  const fromEnvironment = new Map(given.map(({ path, variable }) => [path.join("."), variable]));
  for (const issue of parsed.error?.issues ?? []) {
    const path = issue.path.join(".");
    const place = fromEnvironment.get(path) ?? `${path || "the settings"} in ${fileName}`;
    if (issue.code === "unrecognized_keys") {
      problems.push(...issue.keys.map((key) => unknownKey(settings, [path, key], fileName)));
    } else problems.push(`${place}: ${issue.message}`);
  }
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems.join("\n"));
  return parsed.data;
}

/** What does not read as the setting's type stays text, for the schema to refuse with its reason. */
function valueOf({ type }: Setting, text = ""): unknown {
  if (type === "number" && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (type === "boolean" && /^(true|false)$/i.test(text)) return text.toLowerCase() === "true";
  if (type === "list") return text.split(",").map((item) => item.trim());
  return text;
}

function put(values: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [name = "", ...rest] = path;
  if (rest.length === 0) {
    values[name] = value;
    return;
  }
  const group = z.record(z.string(), z.unknown()).safeParse(values[name]);
  const inner = group.success ? group.data : {};
  values[name] = inner;
  put(inner, rest, value);
}

function unknownVariables(settings: Setting[], env: Environment): string[] {
  const known = [...settings.map(({ variable }) => variable), ...clientVariables];
  const names = Object.keys(env).filter((name) => name.startsWith(prefix));
  const unknown = names.filter((name) => !known.includes(name)).toSorted();
  const bare = known.map((name) => name.slice(prefix.length));
  return unknown.map((name) => {
    const nearest = nearestName(name.slice(prefix.length), bare);
    return `${name} is no setting${suggest(nearest && prefix + nearest)}`;
  });
}

function unknownKey(settings: Setting[], path: string[], fileName: string): string {
  const name = path.filter(Boolean).join(".");
  const known = settings.map((setting) => setting.path.join("."));
  return `${name} in ${fileName} is no setting${suggest(nearestName(name, known))}`;
}

const suggest = (name: string | null): string => (name === null ? "" : `; did you mean ${name}?`);
