import { randomBytes } from "node:crypto";
import type { Kysely } from "kysely";
import { type CostStore, createCostStore } from "../costs/cost-store.ts";
import type { ControlSchema } from "./control-schema.ts";
import { type SavedViews, savedViews } from "./saved-views.ts";
import { createApiKey, createSessionToken, hashSecret, prefixOf } from "./secret.ts";

export interface Project {
  id: string;
  retentionDays: number | null; // null: the server's
  createdAt: string;
}

/** An API key as it is kept. It opens its project, and no other. */
export interface ApiKey {
  id: string;
  project: string;
  name: string;
  prefix: string; // what of the key may be shown
  sha256: string; // hex
  createdAt: string;
  lastUsedAt: string | null; // null: never
  revokedAt: string | null; // null: it is good
}

export interface Session {
  sha256: string; // of the token, hex
  keyId: string;
  expiresAt: string;
}

/** What is allowed, promised and kept by people: the same on SQLite and Postgres. */
export interface ControlStore extends SavedViews {
  /** Prices, who pays, and the state of months. */
  readonly costs: CostStore;
  listProjects(): Promise<Project[]>;
  /** Does nothing when the project is there. */
  addProject(id: string): Promise<void>;
  /** Adds the project when it is new. Null: as long as the server keeps others'. */
  keepProject(request: { id: string; days: number | null }): Promise<void>;
  listKeys(): Promise<ApiKey[]>;
  /** Adds the project, too, when it is new. The key is in the answer and nowhere else. */
  addKey(request: { project: string; name: string }): Promise<{ key: string; record: ApiKey }>;
  /** False when no key that is good has this id or prefix. Sessions opened with the key end. */
  revokeKey(idOrPrefix: string): Promise<boolean>;
  markUsed(keyIds: Iterable<string>): Promise<void>;
  listSessions(): Promise<Session[]>;
  addSession(request: { keyId: string; days: number }): Promise<{ token: string }>;
  removeSession(token: string): Promise<void>;
  close(): Promise<void>;
}

/** Takes over `db` and closes it in the end. `now` is the clock. */
export function createControlStore(db: Kysely<ControlSchema>, now: () => Date): ControlStore {
  return {
    costs: createCostStore(db, now),
    ...projects(db, now),
    ...keys(db, now),
    ...sessions(db, now),
    ...savedViews(db, now),
    close: () => db.destroy(),
  };
}

function projects(db: Kysely<ControlSchema>, now: () => Date) {
  return {
    async listProjects() {
      const rows = await db.selectFrom("projects").selectAll().orderBy("id").execute();
      return rows.map((row) => ({
        id: row.id,
        retentionDays: row.retention_days,
        createdAt: row.created_at,
      }));
    },

    async addProject(id: string) {
      const row = { id, retention_days: null, created_at: now().toISOString() };
      await db
        .insertInto("projects")
        .values(row)
        .onConflict((conflict) => conflict.column("id").doNothing())
        .execute();
    },

    async keepProject({ id, days }: { id: string; days: number | null }) {
      const row = { id, retention_days: days, created_at: now().toISOString() };
      await db
        .insertInto("projects")
        .values(row)
        .onConflict((conflict) => conflict.column("id").doUpdateSet({ retention_days: days }))
        .execute();
    },
  };
}

function keys(db: Kysely<ControlSchema>, now: () => Date) {
  return {
    async listKeys() {
      const rows = await db.selectFrom("api_keys").selectAll().orderBy("created_at").execute();
      return rows.map(toApiKey);
    },

    async addKey({ project, name }: { project: string; name: string }) {
      await projects(db, now).addProject(project);
      const key = createApiKey();
      const row = {
        id: randomBytes(6).toString("hex"),
        project,
        name,
        prefix: prefixOf(key),
        sha256: hashSecret(key),
        created_at: now().toISOString(),
        last_used_at: null,
        revoked_at: null,
      };
      await db.insertInto("api_keys").values(row).execute();
      return { key, record: toApiKey(row) };
    },

    async revokeKey(idOrPrefix: string) {
      const { numUpdatedRows } = await db
        .updateTable("api_keys")
        .set({ revoked_at: now().toISOString() })
        .where((is) => is.or([is("id", "=", idOrPrefix), is("prefix", "=", idOrPrefix)]))
        .where("revoked_at", "is", null)
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    },

    async markUsed(keyIds: Iterable<string>) {
      const ids = [...keyIds];
      if (ids.length === 0) return;
      const lastUsed = { last_used_at: now().toISOString() };
      await db.updateTable("api_keys").set(lastUsed).where("id", "in", ids).execute();
    },
  };
}

function sessions(db: Kysely<ControlSchema>, now: () => Date) {
  return {
    async listSessions() {
      const rows = await db
        .selectFrom("sessions")
        .selectAll()
        .where("expires_at", ">", now().toISOString())
        .execute();
      return rows.map((row) => ({
        sha256: row.sha256,
        keyId: row.key_id,
        expiresAt: row.expires_at,
      }));
    },

    async addSession({ keyId, days }: { keyId: string; days: number }) {
      const token = createSessionToken();
      const created = now();
      await db.deleteFrom("sessions").where("expires_at", "<=", created.toISOString()).execute();
      await db
        .insertInto("sessions")
        .values({
          sha256: hashSecret(token),
          key_id: keyId,
          created_at: created.toISOString(),
          expires_at: new Date(created.getTime() + days * 86_400_000).toISOString(),
        })
        .execute();
      return { token };
    },

    async removeSession(token: string) {
      await db.deleteFrom("sessions").where("sha256", "=", hashSecret(token)).execute();
    },
  };
}

function toApiKey(row: {
  id: string;
  project: string;
  name: string;
  prefix: string;
  sha256: string;
  created_at: string;
  last_used_at: string | null;
  revoked_at: string | null;
}): ApiKey {
  return {
    id: row.id,
    project: row.project,
    name: row.name,
    prefix: row.prefix,
    sha256: row.sha256,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  };
}
