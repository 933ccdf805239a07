import { z } from "zod";

/** A way to look at the traces of a project that somebody gave a name. */
export const SavedView = z.object({
  id: z.string(),
  name: z.string(),
  query: z.string(), // a text of the search grammar
  sort: z.string(),
  columns: z.array(z.string()).nullable(), // null: those of whoever looks
  range: z.string(), // as it stands in an address: 24h, all, from,to
  updatedAt: z.string(),
});
export type SavedView = z.infer<typeof SavedView>;

/** The views of a project, by name. */
export const SavedViewList = z.object({ views: z.array(SavedView) });
export type SavedViewList = z.infer<typeof SavedViewList>;
