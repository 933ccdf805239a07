// Makes a fresh clone ready to run: installs what package-lock.json says, builds what is out of date.
// Plain Node without dependencies, because there are none yet when it runs.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the workspace. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const stamp = join(root, "node_modules", ".cache", "spanward", "built");
const built = ["collector/dist/main.js", "ui/dist/index.html"];
const sources = [
  "package-lock.json",
  "tsconfig.json",
  ...["clickhouse", "collector", "evals", "sdk", "ui"].flatMap((name) => [
    `${name}/package.json`,
    `${name}/src`,
  ]),
  ...["index.html", "public", "vite.config.ts", "svelte.config.js"].map((name) => `ui/${name}`),
];

// Not `npm ci`: it refuses a lock file that was written where a package had no build for other platforms.
const installation = ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"];

/** Installs and builds where that is needed; ends the process with a clear message when it fails. */
export function prepare() {
  requireNode();
  if (!isInstalled()) run("Installing dependencies", npm(), installation);
  if (isBuilt()) return;
  const startedAt = Date.now();
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  run("Building the server", [process.execPath], [tsc, "-b", "collector"]);
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  run("Building the pages", [process.execPath], [vite, "build", "ui", "--logLevel", "error"]);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, String(startedAt));
}

function requireNode() {
  const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const needed = engines.node.replace(">=", "");
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [neededMajor = 0, neededMinor = 0] = needed.split(".").map(Number);
  if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) return;
  fail(
    `Spanward needs Node ${needed} or newer; this is ${process.versions.node}. See https://nodejs.org`,
  );
}

function isInstalled() {
  const installed = join(root, "node_modules", ".package-lock.json");
  return (
    existsSync(installed) && modifiedMs(installed) >= modifiedMs(join(root, "package-lock.json"))
  );
}

/** Whether no source has changed since the last build began. A folder changes when a file goes. */
function isBuilt() {
  if (![stamp, ...built.map((file) => join(root, file))].every((file) => existsSync(file)))
    return false;
  const builtMs = Number(readFileSync(stamp, "utf8"));
  return sources.every((source) => newestMs(join(root, source)) < builtMs);
}

function newestMs(path) {
  if (!existsSync(path)) return 0;
  if (!statSync(path).isDirectory()) return modifiedMs(path);
  const inside = readdirSync(path).map((name) => newestMs(join(path, name)));
  return Math.max(modifiedMs(path), ...inside);
}

const modifiedMs = (path) => statSync(path).mtimeMs;

/** The npm that runs this script, if one does: it may not be the one on the path. */
function npm() {
  const { npm_execpath: path } = process.env;
  return path && path.endsWith(".js") ? [process.execPath, path] : ["npm"];
}

function run(title, [command, ...first], rest) {
  process.stderr.write(`${title} …\n`);
  const { status, error } = spawnSync(command, [...first, ...rest], {
    cwd: root,
    stdio: ["inherit", 2, 2],
    shell: process.platform === "win32",
  });
  if (status !== 0)
    fail(`${title} failed${error ? `: ${error.message}` : ""}. The reason is above.`);
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
