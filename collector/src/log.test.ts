import { expect, test } from "vitest";
import { createLog } from "./log.ts";

const lines: string[] = [];
const log = createLog({
  level: "info",
  write: (line) => lines.push(line),
  now: () => new Date("2026-11-22T10:00:00Z"),
});

test("writes an event as one line of JSON, with what is known of it", () => {
  log.child({ module: "segment" }).warn("two\nlines", { rows: 3, at: 12n });
  expect(lines.pop()).toBe(
    '{"time":"2026-11-22T10:00:00.000Z","level":"warn","message":"two\\nlines","module":"segment","rows":3,"at":"12"}',
  );
});

test("writes an error with its causes", () => {
  const cause = Object.assign(new Error("disk full"), { code: "ENOSPC" });
  log.error("cannot write", { error: new Error("no segment", { cause }) });
  expect(JSON.parse(lines.pop() ?? "")).toMatchObject({
    error: { message: "no segment", cause: { message: "disk full", code: "ENOSPC" } },
  });
});

test("leaves out what is below its level", () => {
  log.debug("nobody asked");
  expect(lines).toEqual([]);
});
