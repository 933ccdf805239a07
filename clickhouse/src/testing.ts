import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Database } from "./database.ts";
import { migrate } from "./migrate.ts";

export { insertCharges, testCharge } from "./test-charges.ts";
export { insertRows, testCall, testContent, testSpan, testStart } from "./test-rows.ts";

/**
 * An empty embedded database with the current schema, in a folder of its own that `close` removes.
 * Opening takes most of a second: open one for each test file, not for each test.
 */
export async function openTestDatabase(): Promise<Database> {
  const path = await mkdtemp(join(tmpdir(), "spanward-test-"));
  const db = await Database.openEmbedded({ path });
  const close = db.close.bind(db);
  db.close = async () => {
    await close();
    await rm(path, { recursive: true, force: true });
  };
  await migrate(db);
  return db;
}
