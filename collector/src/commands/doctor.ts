import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Check } from "../api/answers/diagnosis.ts";
import type { Config } from "../config.ts";
import { openControlStore } from "../control/open-control-store.ts";
import { ok } from "../health/check.ts";
import { createLog } from "../log.ts";
import { openServer } from "../server.ts";
import { loadConfig } from "../settings/load-config.ts";
import type { Command, Terminal } from "./command.ts";
import { printTable } from "./print-table.ts";
import { isListening, probeProject, probeServer } from "./probe-server.ts";
import { createServerClient, findServerUrl, ServerError } from "./server-client.ts";

/** `spanward doctor`: tries everything a user relies on, and says what to do about what fails. */
export const doctorCommand: Command = {
  summary: "check write path, read path, disk, clocks and versions",
  usage: `Usage: spanward doctor [--url URL] [--key KEY] [--config FILE]

  --url URL      the server (default: SPANWARD_URL, else the one that serves the data folder)
  --key KEY      an API key (default: SPANWARD_API_KEY, else one made for the purpose)
  --config FILE  settings to read instead of ./spanward.json

Sends one span to project "${probeProject}" and waits for it. Where no server runs, the data folder is opened
for the check. Exit code 1: something failed.`,

  async run(args, terminal) {
    const { values } = parseArgs({
      args,
      options: { config: { type: "string" }, key: { type: "string" }, url: { type: "string" } },
    });
    const config = await loadConfig(values.config);
    const url = await findServerUrl(config, values.url);
    const key = values.key ?? (process.env["SPANWARD_API_KEY"] || undefined);
    const checks = [checkNode(), ...(await examine({ config, url, key, asked: values.url }))];
    report(checks, terminal);
    return checks.some(({ state }) => state === "fail") ? 1 : 0;
  },
};

interface Patient {
  config: Config;
  url: string;
  key: string | undefined;
  asked: string | undefined; // a server was named: no other may be looked at instead
}

async function examine({ config, url, key, asked }: Patient): Promise<Check[]> {
  try {
    return await withKey(config, url, key);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    const { message, status } = error;
    if (status !== null || asked !== undefined) {
      const action = status === 401 ? "Give a key with --key." : "Check the address, or start it.";
      return [{ name: "server", state: "fail", finding: message, action }];
    }
    return examineFolder(config);
  }
}

/** Where keys are needed and none is given, one is made and revoked again: who can do that owns the folder. */
async function withKey(config: Config, url: string, key: string | undefined): Promise<Check[]> {
  try {
    return await probeServer(createServerClient(url, key));
  } catch (error) {
    if (!(error instanceof ServerError) || error.status !== 401 || key !== undefined) throw error;
  }
  const control = await openControlStore(config.dataDir);
  try {
    const keys = await control.listKeys();
    if (keys.length === 0) throw new ServerError("the server needs an API key", 401);
    const made = await control.addKey({ project: probeProject, name: "doctor" });
    try {
      return await retry401(() => probeServer(createServerClient(url, made.key)));
    } finally {
      await control.revokeKey(made.record.id);
    }
  } finally {
    await control.close();
  }
}

/** A running server learns of a new key within a second or two. */
async function retry401<Answer>(attempt: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof ServerError) || error.status !== 401 || tries === 30) throw error;
      await sleep(100);
    }
  }
}

/** No server runs: opens the data folder as a server would, on ports that nobody knows. */
async function examineFolder(config: Config): Promise<Check[]> {
  const ports = await Promise.all([
    checkPort("httpPort", config.httpPort, config.host),
    ...(config.grpc ? [checkPort("grpcPort", config.grpcPort, config.host)] : []),
  ]);
  const hidden = { host: "127.0.0.1", httpPort: 0, uiPort: null, grpc: false };
  const server = await openServer(
    { ...config, ...hidden },
    { log: createLog({ level: "error" }), announce: false },
  );
  try {
    const checks = await withKey(config, server.url, undefined);
    return [...ports, ...checks.filter(({ name }) => name !== "server")];
  } finally {
    await server.close();
  }
}

async function checkPort(name: string, port: number, host: string): Promise<Check> {
  if (port === 0 || !(await isListening(port, host))) return ok(name, `${port} is free`);
  const action = `Stop the program that listens there, or set another ${name}.`;
  return { name, state: "fail", finding: `${port} is taken by another program`, action };
}

function checkNode(): Check {
  const { node } = process.versions;
  const [major = 0, minor = 0] = node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return ok("node", `Node ${node}`);
  const action = "Install Node 20.19 or newer.";
  return { name: "node", state: "fail", finding: `Node ${node}`, action };
}

function report(checks: Check[], terminal: Terminal): void {
  const rows = checks.map(({ name, state, finding }) => [state, name, finding]);
  for (const line of printTable(rows)) terminal.say(line);
  const actions = checks.filter(({ state }) => state !== "ok");
  if (actions.length === 0) {
    terminal.say("\nAll is well.");
    return;
  }
  terminal.say("\nWhat to do:");
  for (const { name, action } of actions) terminal.say(`  ${name}: ${action}`);
}
