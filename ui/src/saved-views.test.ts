import { expect, test } from "vitest";
import { viewHref } from "./saved-views.ts";

const view = { id: "1", name: "x", updatedAt: "2026-11-01T00:00:00Z", range: "7d" };

test("a view is an address", () => {
  const dear = { ...view, query: "cost:>1 boom", sort: "-cost", columns: ["status", "cost"] };
  expect(viewHref(dear, "shop")).toBe(
    "/traces?project=shop&q=cost:%3E1+boom&range=7d&sort=-cost&cols=status,cost",
  );
  const all = { ...view, query: "", sort: "-start", columns: null };
  expect(viewHref(all, "default")).toBe("/traces?range=7d");
});
