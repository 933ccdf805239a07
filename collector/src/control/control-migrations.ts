import type { Kysely, Migration } from "kysely";

/** Every version of the control store's schema, in order. Forward only: what has shipped is not edited. */
export const controlMigrations: Record<string, Migration> = {
  "0001_create_projects": {
    up: async (db: Kysely<unknown>) => {
      await db.schema
        .createTable("projects")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("retention_days", "integer")
        .addColumn("created_at", "text", (column) => column.notNull())
        .execute();
    },
  },
  "0002_create_api_keys": {
    up: async (db: Kysely<unknown>) => {
      await db.schema
        .createTable("api_keys")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("project", "text", (column) => column.notNull().references("projects.id"))
        .addColumn("name", "text", (column) => column.notNull())
        .addColumn("prefix", "text", (column) => column.notNull())
        .addColumn("sha256", "text", (column) => column.notNull().unique())
        .addColumn("created_at", "text", (column) => column.notNull())
        .addColumn("last_used_at", "text")
        .addColumn("revoked_at", "text")
        .execute();
    },
  },
  "0003_create_sessions": {
    up: async (db: Kysely<unknown>) => {
      await db.schema
        .createTable("sessions")
        .addColumn("sha256", "text", (column) => column.primaryKey())
        .addColumn("key_id", "text", (column) => column.notNull().references("api_keys.id"))
        .addColumn("created_at", "text", (column) => column.notNull())
        .addColumn("expires_at", "text", (column) => column.notNull())
        .execute();
    },
  },
};
