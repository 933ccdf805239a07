import { readFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { Config } from "../src/config.ts";
import { listSettings } from "../src/settings/list-settings.ts";

// Goal: the files for containers cannot go stale unnoticed where no container can be built.
// Method: read them as Docker does, and hold what they name against what there is.

const Service = z.object({
  image: z.string(),
  profiles: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  volumes: z.array(z.string()).default([]),
  stop_grace_period: z.string().optional(),
});
const Compose = z.object({
  services: z.record(z.string(), Service),
  volumes: z.record(z.string(), z.unknown()),
});

const variables = new Set(listSettings().map(({ variable }) => variable));
const dockerfile = await readFile("Dockerfile", "utf8");
const compose = Compose.parse(parse(await readFile("docker-compose.yml", "utf8")));

test("compose starts Spanward alone, and ClickHouse only when asked", () => {
  const alone = Object.entries(compose.services).filter(
    ([, { profiles }]) => profiles.length === 0,
  );
  expect(alone.map(([name]) => name)).toEqual(["spanward"]);
});

test("compose publishes to this machine only, and keeps its data in named volumes", () => {
  for (const { ports, volumes } of Object.values(compose.services)) {
    expect(ports.filter((port) => !port.startsWith("127.0.0.1:"))).toEqual([]);
    const names = volumes.map((volume) => volume.split(":")[0] ?? "");
    expect(Object.keys(compose.volumes)).toEqual(expect.arrayContaining(names));
  }
});

test("compose waits longer for a stop than a stop takes", () => {
  const seconds = Number.parseInt(compose.services["spanward"]?.stop_grace_period ?? "", 10);
  expect(seconds * 1000).toBeGreaterThan(Config.parse({}).shutdownGraceMs);
});

test("both name settings that exist", () => {
  const inCompose = Object.keys(compose.services["spanward"]?.environment ?? {});
  const inDockerfile = [...dockerfile.matchAll(/SPANWARD_\w+/g)].map(([name]) => name);
  const unknown = [...inCompose, ...inDockerfile].filter((name) => !variables.has(name));
  expect(unknown).toEqual([]);
});

test("the image copies what exists, runs as nobody special and answers for its health", async () => {
  const workspaces = z.object({ workspaces: z.array(z.string()) });
  const root = workspaces.parse(JSON.parse(await readFile("package.json", "utf8")));
  for (const folder of root.workspaces) {
    expect(dockerfile).toContain(`COPY ${folder}/package.json ${folder}/`);
  }
  const copied = [...dockerfile.matchAll(/--from=build \/app\/(\S+)/g)].map(
    ([, path]) => path ?? "",
  );
  const sources = copied.filter((path) => !path.endsWith("/dist"));
  expect(sources.filter((path) => !existsSync(path))).toEqual([]);
  expect(dockerfile).toMatch(/^USER node$/m);
  expect(dockerfile).toMatch(/^HEALTHCHECK .*\\\n.*healthz/m);
});
