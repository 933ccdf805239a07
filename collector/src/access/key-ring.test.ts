import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { openControlStore } from "../control/open-control-store.ts";
import { openKeyRing } from "./key-ring.ts";

async function openStores() {
  const folder = await mkdtemp(join(tmpdir(), "spanward-keys-"));
  const store = await openControlStore(folder);
  const elsewhere = await openControlStore(folder);
  const keys = await openKeyRing(store, {
    refreshMs: 5,
    onError: (error) => expect.fail(String(error)),
  });
  onTestFinished(async () => {
    await keys.close();
    await Promise.all([store.close(), elsewhere.close()]);
    await rm(folder, { recursive: true });
  });
  return { keys, store, elsewhere };
}

test("learns of keys made and revoked by another process", async () => {
  const { keys, elsewhere } = await openStores();
  expect(keys.guarded()).toBe(false);
  const { key, record } = await elsewhere.addKey({ project: "shop", name: "ci" });
  await vi.waitFor(() => expect(keys.findKey(key)).toEqual({ keyId: record.id, project: "shop" }));
  expect(keys.findKey(`${key.slice(0, -1)}!`)).toBeNull();
  await elsewhere.revokeKey(record.id);
  await vi.waitFor(() => expect(keys.findKey(key)).toBeNull());
  expect(keys.guarded()).toBe(true);
});

test("ends a session with its key, and says when a key was used", async () => {
  const { keys, store, elsewhere } = await openStores();
  const { record } = await store.addKey({ project: "shop", name: "ci" });
  const { token } = await store.addSession({ keyId: record.id, days: 1 });
  await keys.refresh();
  expect(keys.findSession(token)).toEqual({ keyId: record.id, project: "shop" });
  await vi.waitFor(async () =>
    expect(await elsewhere.listKeys()).toMatchObject([{ lastUsedAt: expect.any(String) }]),
  );
  await elsewhere.revokeKey(record.id);
  await vi.waitFor(() => expect(keys.findSession(token)).toBeNull());
});
