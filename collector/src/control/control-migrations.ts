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
  "0010_create_price_cards": {
    up: async (db: Kysely<unknown>) => {
      await db.schema
        .createTable("price_cards")
        .addColumn("id", "integer", (column) => column.primaryKey().autoIncrement())
        .addColumn("card_key", "text", (column) => column.notNull())
        .addColumn("card", "text", (column) => column.notNull())
        .addColumn("recorded_at", "text", (column) => column.notNull())
        .addColumn("recorded_by", "text", (column) => column.notNull())
        .execute();
    },
  },
  "0011_create_owner_rules": {
    up: async (db: Kysely<unknown>) => {
      await db.schema
        .createTable("owner_rules")
        .addColumn("id", "integer", (column) => column.primaryKey().autoIncrement())
        .addColumn("project", "text", (column) => column.notNull())
        .addColumn("rule", "text", (column) => column.notNull())
        .addColumn("recorded_at", "text", (column) => column.notNull())
        .addColumn("recorded_by", "text", (column) => column.notNull())
        .addColumn("withdrawn_at", "text")
        .execute();
    },
  },
  "0012_create_cost_changes": {
    up: async (db: Kysely<unknown>) => {
      await db.schema
        .createTable("cost_changes")
        .addColumn("id", "integer", (column) => column.primaryKey().autoIncrement())
        .addColumn("at", "text", (column) => column.notNull())
        .addColumn("actor", "text", (column) => column.notNull())
        .addColumn("action", "text", (column) => column.notNull())
        .addColumn("detail", "text", (column) => column.notNull())
        .execute();
    },
  },
  "0013_create_job_places": {
    up: async (db: Kysely<unknown>) => {
      await db.schema
        .createTable("job_places")
        .addColumn("job", "text", (column) => column.primaryKey())
        .addColumn("place", "text", (column) => column.notNull())
        .execute();
    },
  },
  "0014_create_cost_periods": {
    up: async (db: Kysely<unknown>) => {
      await db.schema
        .createTable("cost_periods")
        .addColumn("project", "text", (column) => column.notNull())
        .addColumn("month", "text", (column) => column.notNull())
        .addColumn("state", "text", (column) => column.notNull())
        .addColumn("detail", "text", (column) => column.notNull())
        .addColumn("changed_at", "text", (column) => column.notNull())
        .addPrimaryKeyConstraint("cost_periods_of", ["project", "month"])
        .execute();
    },
  },
  "0020_create_saved_views": {
    up: async (db: Kysely<unknown>) => {
      await db.schema
        .createTable("saved_views")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("project", "text", (column) => column.notNull().references("projects.id"))
        .addColumn("name", "text", (column) => column.notNull())
        .addColumn("query", "text", (column) => column.notNull())
        .addColumn("sort", "text", (column) => column.notNull())
        .addColumn("columns", "text") // names with commas between
        .addColumn("range", "text", (column) => column.notNull())
        .addColumn("created_at", "text", (column) => column.notNull())
        .addColumn("updated_at", "text", (column) => column.notNull())
        .addUniqueConstraint("saved_views_name", ["project", "name"])
        .execute();
    },
  },
};
