import { expect, test } from "vitest";
import { recent } from "./recent.svelte.ts";

test("keeps the traces and sessions looked at last, each once", () => {
  recent.note("/traces", "Traces · Spanward");
  expect(recent.visits).toEqual([]);
  for (let i = 0; i < 10; i++) recent.note(`/traces/${i}`, `run ${i} · Spanward`);
  recent.note("/traces/5", "run 5 again · Spanward");
  expect(recent.visits).toHaveLength(8);
  expect(recent.visits[0]).toEqual({ path: "/traces/5", title: "run 5 again" });
  expect(recent.visits.filter(({ path }) => path === "/traces/5")).toHaveLength(1);
});

test("survives what others have stored", () => {
  localStorage.setItem("spanward.recent", '[{"path":1},"x"]');
  recent.note("/sessions/a", "Session a · Spanward");
  expect(recent.visits[0]).toEqual({ path: "/sessions/a", title: "Session a" });
});
