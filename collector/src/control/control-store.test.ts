import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ControlStore } from "./control-store.ts";
import { openControlStore } from "./open-control-store.ts";
import { hashSecret } from "./secret.ts";

let folder: string;
let store: ControlStore;
let time = new Date("2026-11-01T00:00:00Z");

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "spanward-control-"));
  store = await openControlStore(folder, () => time);
});

afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

test("adds a project once", async () => {
  await store.addProject("shop");
  await store.addProject("shop");
  expect(await store.listProjects()).toEqual([
    { id: "shop", retentionDays: null, createdAt: "2026-11-01T00:00:00.000Z" },
  ]);
});

test("keeps a project for as long as it was told", async () => {
  await store.keepProject({ id: "shop", days: 7 });
  expect(await store.listProjects()).toMatchObject([{ id: "shop", retentionDays: 7 }]);
  await store.keepProject({ id: "shop", days: null });
  expect(await store.listProjects()).toMatchObject([{ id: "shop", retentionDays: null }]);
});

test("keeps a key's hash and never the key", async () => {
  const { key, record } = await store.addKey({ project: "shop", name: "ci" });
  expect(key).toMatch(/^sw_[\w-]{43}$/);
  expect(await store.listKeys()).toEqual([record]);
  expect(record).toMatchObject({ sha256: hashSecret(key), prefix: key.slice(0, 10) });
  expect(JSON.stringify(record)).not.toContain(key);
  expect((await store.listProjects()).map(({ id }) => id)).toEqual(["shop"]);
});

test("revokes a key by its id or its prefix, once", async () => {
  const { record } = await store.addKey({ project: "shop", name: "ci" });
  expect(await store.revokeKey("nothing")).toBe(false);
  expect(await store.revokeKey(record.prefix)).toBe(true);
  expect(await store.revokeKey(record.id)).toBe(false);
  expect(await store.listKeys()).toMatchObject([{ revokedAt: "2026-11-01T00:00:00.000Z" }]);
});

test("forgets a session when it is over", async () => {
  const { record } = await store.addKey({ project: "shop", name: "ci" });
  const { token } = await store.addSession({ keyId: record.id, days: 1 });
  const { token: other } = await store.addSession({ keyId: record.id, days: 3 });
  expect(await store.listSessions()).toHaveLength(2);
  time = new Date("2026-11-02T00:00:00Z");
  expect((await store.listSessions()).map(({ sha256 }) => sha256)).toEqual([hashSecret(other)]);
  await store.removeSession(other);
  await store.removeSession(token);
  expect(await store.listSessions()).toEqual([]);
});

test("shows one process what another has written, also after it was opened again", async () => {
  const second = await openControlStore(folder);
  const { record } = await store.addKey({ project: "shop", name: "ci" });
  expect(await second.listKeys()).toEqual([record]);
  await second.revokeKey(record.id);
  await second.close();
  expect(await store.listKeys()).toMatchObject([{ revokedAt: expect.any(String) }]);
  expect(await readdir(folder)).toContain("control.sqlite");
});

test("keeps views by project and name", async () => {
  for (const project of ["shop", "bank"]) await store.addProject(project);
  const view = { query: "status:error", sort: "-cost", columns: null, range: "24h" };
  const kept = await store.saveView("shop", { name: "Failed", ...view });
  expect(kept).toMatchObject({ name: "Failed", ...view, updatedAt: time.toISOString() });
  await store.saveView("shop", { name: "Dear", ...view, columns: ["name", "cost"] });
  expect(await store.saveView("shop", { name: "Failed", ...view, range: "7d" })).toMatchObject({
    id: kept?.id,
    range: "7d",
  });
  expect(await store.listViews("shop")).toMatchObject([
    { name: "Dear", columns: ["name", "cost"] },
    { name: "Failed", range: "7d" },
  ]);
  expect(await store.listViews("bank")).toEqual([]);
  expect(await store.removeView("bank", kept?.id ?? "")).toBe(false);
  expect(await store.removeView("shop", kept?.id ?? "")).toBe(true);
  expect(await store.listViews("shop")).toMatchObject([{ name: "Dear" }]);
});

test("keeps no more views than can be looked through, and those still change", async () => {
  await store.addProject("shop");
  const view = { query: "", sort: "-start", columns: null, range: "all" };
  for (let i = 0; i < 200; i++) await store.saveView("shop", { name: `view ${i}`, ...view });
  expect(await store.saveView("shop", { name: "one more", ...view })).toBeNull();
  expect(await store.saveView("shop", { name: "view 7", ...view })).toMatchObject({ range: "all" });
});
