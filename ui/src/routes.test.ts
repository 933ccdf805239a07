import { expect, test } from "vitest";
import { matchPattern, matchRoute } from "./routes.ts";

test("gives the named parts of a path, decoded", () => {
  expect(matchPattern("/sessions/:sessionId", "/sessions/a%2Fb%20c")).toEqual({
    sessionId: "a/b c",
  });
});

test("keeps a part that cannot be decoded as it was typed", () => {
  expect(matchPattern("/sessions/:sessionId", "/sessions/100%")).toEqual({ sessionId: "100%" });
});

test("does not care for a slash at the end, but for everything else", () => {
  expect(matchPattern("/traces", "/traces/")).toEqual({});
  expect(matchPattern("/traces/:traceId", "/traces/")).toBeNull();
  expect(matchPattern("/traces", "/trace")).toBeNull();
});

test("knows no page for a path nobody wrote", () => {
  expect(matchRoute("/nowhere")).toBeNull();
  expect(matchRoute("/")).not.toBeNull();
});
