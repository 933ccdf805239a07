import { afterEach, expect, test } from "vitest";
import { tokenPx } from "./token-px.ts";

afterEach(() => document.documentElement.style.removeProperty("--row-table"));

test("reads a size of the theme, and falls back where there is none", () => {
  document.documentElement.style.setProperty("--row-table", "44px");
  expect(tokenPx("--row-table", 30)).toBe(44);
  expect(tokenPx("--no-such-size", 30)).toBe(30);
});
