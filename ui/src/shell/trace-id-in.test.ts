import { expect, test } from "vitest";
import { traceIdIn } from "./trace-id-in.ts";

const id = "4bf92f3577b34da6a3ce929d0e0e4736";

test.each([
  id,
  ` ${id.toUpperCase()}\n`,
  `00-${id}-00f067aa0ba902b7-01`,
  `https://example.com/traces/${id}?span=1`,
  "4bf92f35-77b3-4da6-a3ce-929d0e0e4736",
])("finds the trace id in %j", (text) => expect(traceIdIn(text)).toBe(id));

test.each(["", "lamp", `${id}0`, "00f067aa0ba902b7"])("finds none in %j", (text) => {
  expect(traceIdIn(text)).toBeNull();
});
