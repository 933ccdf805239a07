import { randomBytes } from "node:crypto";
import type { Kysely } from "kysely";
import type { ControlSchema } from "./control-schema.ts";

/** A way to look at the traces of a project that somebody gave a name. */
export interface SavedView {
  id: string;
  name: string; // one view of a project has it
  query: string; // a text of the search grammar
  sort: string;
  columns: string[] | null; // null: those of whoever looks
  range: string; // as it stands in an address: 24h, all, from,to
  updatedAt: string;
}

/** More than anybody finds their way in. */
export const savedViewsMax = 200;

/** The views of projects, by name. */
export interface SavedViews {
  listViews(project: string): Promise<SavedView[]>;
  /** Takes the place of the view of this name. Null: the project has {@link savedViewsMax} others. */
  saveView(project: string, view: Omit<SavedView, "id" | "updatedAt">): Promise<SavedView | null>;
  /** False when the project has no view of this id. */
  removeView(project: string, id: string): Promise<boolean>;
}

/** `now` is the clock. The project must be there. */
export function savedViews(db: Kysely<ControlSchema>, now: () => Date): SavedViews {
  const ofProject = (project: string) =>
    db.selectFrom("saved_views").selectAll().where("project", "=", project).orderBy("name");
  return {
    async listViews(project) {
      return (await ofProject(project).execute()).map((row) => toView(row));
    },

    async saveView(project, { columns, name, query, range, sort }) {
      const at = now().toISOString();
      const known = await ofProject(project).execute();
      const isNew = !known.some((row) => row.name === name);
      if (isNew && known.length >= savedViewsMax) return null;
      const changing = { query, sort, columns: columns?.join(",") ?? null, range, updated_at: at };
      const row = await db
        .insertInto("saved_views")
        .values({ id: randomBytes(6).toString("hex"), project, name, created_at: at, ...changing })
        .onConflict((conflict) => conflict.columns(["project", "name"]).doUpdateSet(changing))
        .returningAll()
        .executeTakeFirstOrThrow();
      return toView(row);
    },

    async removeView(project, id) {
      const { numDeletedRows } = await db
        .deleteFrom("saved_views")
        .where("project", "=", project)
        .where("id", "=", id)
        .executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    },
  };
}

interface Row {
  id: string;
  name: string;
  query: string;
  sort: string;
  columns: string | null;
  range: string;
  updated_at: string;
}

const toView = ({ columns, id, name, query, range, sort, updated_at }: Row): SavedView => ({
  id,
  name,
  query,
  sort,
  range,
  updatedAt: updated_at,
  columns: columns === null ? null : columns.split(",").filter((column) => column !== ""),
});
