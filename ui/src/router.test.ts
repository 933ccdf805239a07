import { beforeEach, expect, test } from "vitest";
import { changeQuery, router } from "./router.svelte.ts";

beforeEach(() => router.open("/traces?q=007&tag=a:1&tag=b:2"));

test("gives values as they were written", () => {
  expect(router.query.get("q")).toBe("007");
  expect(router.query.getAll("tag")).toEqual(["a:1", "b:2"]);
});

test("changes some parameters and keeps the others", () => {
  router.setQuery({ q: null, tag: ["c:3"], status: "error" });
  expect(location.search).toBe("?tag=c:3&status=error");
  expect(router.path).toBe("/traces");
});

test("adds no history entry when nothing changes", () => {
  const entries = history.length;
  router.setQuery({ q: "007", tag: ["a:1", "b:2"] });
  expect(history.length).toBe(entries);
});

test("leaves no question mark behind", () => {
  expect(changeQuery("?a=1", { a: null })).toBe("");
});
