import { Hono } from "hono";
import type { ApiEnv } from "../api/project.ts";
import { projectOf } from "../api/project.ts";
import { type DemoRunner, demoProject } from "./demo-runner.ts";

/** `/api/demo`: loads and removes the demo data. How far it is, `/api/status` tells too. */
export function demoRoutes(demo: DemoRunner) {
  return new Hono<ApiEnv>()
    .use(async (c, next) => {
      projectOf(c, demoProject); // a key of another project may not touch it
      await next();
    })
    .get("/", (c) => c.json(demo.state()))
    .post("/", (c) => {
      demo.load();
      return c.json(demo.state(), 202);
    })
    .delete("/", async (c) => {
      await demo.remove();
      return c.body(null, 204);
    });
}
