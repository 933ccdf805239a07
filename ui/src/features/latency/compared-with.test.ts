import { expect, test } from "vitest";
import { comparedWith, otherSide } from "./compared-with.ts";

const side = (ends: { from?: string; to?: string }) => ({
  ends: { project: "shop", ...ends },
  text: "agent:a",
  nowMs: Date.UTC(2026, 10, 22),
});

test("the period before is as long, and ends where the other begins", () => {
  const day = { from: "2026-11-21T00:00:00.000Z" };
  expect(otherSide(comparedWith("before"), side(day))).toMatchObject({
    isThere: true,
    query: {
      project: "shop",
      from: "2026-11-20T00:00:00.000Z",
      to: "2026-11-21T00:00:00.000Z",
      q: "agent:a",
    },
  });
  const hour = { from: "2026-11-21T10:00:00Z", to: "2026-11-21T11:00:00Z" };
  expect(otherSide(comparedWith("before"), side(hour)).query.from).toBe("2026-11-21T09:00:00.000Z");
  expect(otherSide(comparedWith("before"), side({})).isThere).toBe(false);
});

test("another search has the same period", () => {
  const day = { from: "2026-11-21T00:00:00.000Z" };
  expect(otherSide(comparedWith("version:1.*"), side(day)).query).toEqual({
    project: "shop",
    from: "2026-11-21T00:00:00.000Z",
    q: "version:1.*",
  });
  expect(comparedWith(null)).toEqual({ kind: "nothing" });
});
