import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { z } from "zod";
import { ApiError } from "../api/api-error.ts";
import type { SavedView, SavedViewList } from "../api/answers/saved-view.ts";
import { project } from "../api/parameters.ts";
import { type ApiEnv, projectOf } from "../api/project.ts";
import { query } from "../api/route.ts";
import { savedViewsMax, type SavedViews } from "../control/saved-views.ts";
import { parseSearch, searchCharactersMax } from "../search/parse-search.ts";

const bodyBytesMax = 16 * 1024;

const View = z.strictObject({
  name: z.string().trim().min(1).max(100),
  query: z
    .string()
    .max(searchCharactersMax)
    .refine((text) => parseSearch(text).problems.length === 0, "a search that can be read"),
  sort: z.string().regex(/^-?[a-z]{1,20}$/),
  columns: z
    .array(z.string().regex(/^\w{1,30}$/))
    .max(50)
    .nullable(),
  range: z.string().min(1).max(100),
});

/** `/api/views`: the views of the list of traces that were given a name. */
export function viewRoutes(control: SavedViews & { addProject(id: string): Promise<void> }) {
  const asked = query(z.object({ project }));
  return new Hono<ApiEnv>()
    .use(bodyLimit({ maxSize: bodyBytesMax }))
    .get("/", asked, async (c) => {
      const views = await control.listViews(projectOf(c, c.req.valid("query").project));
      return c.json<SavedViewList>({ views });
    })
    .post("/", asked, async (c) => {
      const of = projectOf(c, c.req.valid("query").project);
      const sent = View.safeParse(await c.req.json().catch(() => null));
      if (!sent.success) throw new ApiError(400, "invalid_view", z.prettifyError(sent.error));
      await control.addProject(of);
      const view = await control.saveView(of, sent.data);
      if (!view) {
        const message = `A project keeps ${savedViewsMax} views. Remove one first.`;
        throw new ApiError(400, "too_many_views", message);
      }
      return c.json<SavedView>(view);
    })
    .delete("/:id", asked, async (c) => {
      const of = projectOf(c, c.req.valid("query").project);
      if (await control.removeView(of, c.req.param("id"))) return c.body(null, 204);
      throw new ApiError(404, "no_such_view", "There is no such view in this project any more.");
    });
}
