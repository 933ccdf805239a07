import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { FolderBusyError, lockDataFolder, readOwner } from "./lock-data-folder.ts";

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "spanward-lock-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test("gives a folder to one at a time, and says who has it", async () => {
  const folder = await newFolder();
  const lock = await lockDataFolder(folder);
  await lock.announce("http://localhost:4318");
  const refusal = await lockDataFolder(folder).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(FolderBusyError);
  expect(String(refusal)).toContain(`in use by process ${process.pid}, which serves http://loc`);
  await lock.release();
  expect(await readOwner(folder)).toBeNull();
  await (await lockDataFolder(folder)).release();
});
