import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Hono } from "hono";
import { expect, onTestFinished, test } from "vitest";
import { SavedView, SavedViewList } from "../api/answers/saved-view.ts";
import { answerError } from "../api/api-error.ts";
import type { ApiEnv } from "../api/project.ts";
import { openControlStore } from "../control/open-control-store.ts";
import { viewRoutes } from "./view-routes.ts";

async function openViews(onlyProject: string | null = null) {
  const folder = await mkdtemp(join(tmpdir(), "spanward-views-"));
  const control = await openControlStore(folder);
  onTestFinished(async () => {
    await control.close();
    await rm(folder, { recursive: true });
  });
  const web = new Hono<ApiEnv>();
  web.onError(answerError(() => {}));
  web.use(async (c, next) => {
    c.set("onlyProject", onlyProject);
    await next();
  });
  web.route("/", viewRoutes(control));
  return async (method: string, path: string, body?: object) => {
    const response = await web.request(path, { method, body: body ? JSON.stringify(body) : null });
    const text = await response.text();
    return { status: response.status, answer: text && JSON.parse(text) };
  };
}

const view = { name: "Dear", query: "cost:>1", sort: "-cost", columns: ["cost"], range: "7d" };

test("a view is kept, listed and removed", async () => {
  const ask = await openViews();
  const kept = SavedView.parse((await ask("POST", "/?project=shop", view)).answer);
  const list = SavedViewList.parse((await ask("GET", "/?project=shop")).answer);
  expect(list.views).toEqual([{ ...view, id: kept.id, updatedAt: kept.updatedAt }]);
  expect((await ask("GET", "/")).answer).toEqual({ views: [] });
  expect((await ask("DELETE", `/${kept.id}`)).status).toBe(404);
  expect((await ask("DELETE", `/${kept.id}?project=shop`)).status).toBe(204);
});

test.each([
  ["no name", { ...view, name: " " }, "name"],
  ["a search that cannot be read", { ...view, query: "cost:1" }, "a search that can be read"],
  ["anything else", { ...view, more: 1 }, "more"],
  ["a column from elsewhere", { ...view, columns: ["a,b"] }, "columns"],
])("refuses %s, and says so", async (_, sent, message) => {
  const ask = await openViews();
  const { answer, status } = await ask("POST", "/", sent);
  expect(status).toBe(400);
  expect(answer.error.message).toContain(message);
});

test("a key of one project sees and changes only its own", async () => {
  const ask = await openViews("shop");
  expect((await ask("POST", "/", view)).status).toBe(200);
  expect((await ask("GET", "/?project=bank")).status).toBe(403);
  expect((await ask("POST", "/?project=bank", view)).status).toBe(403);
});
