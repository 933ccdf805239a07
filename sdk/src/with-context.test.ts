import { context, propagation, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { afterEach, expect, test } from "vitest";
import { agent } from "./agent.ts";
import { attributesFromBaggage } from "./run-context.ts";
import { recordSpans } from "./testing.ts";
import { withContext } from "./with-context.ts";

afterEach(() => void recordSpans());
recordSpans();
const active = () => attributesFromBaggage(context.active());

test("inner contexts add to outer ones, win over them, and end with their work", async () => {
  await withContext({ businessUnit: "Retail", tags: { channel: "chat" } }, async () => {
    await new Promise(setImmediate);
    withContext({ businessUnit: "Insurance", useCase: "claims", userId: undefined }, () => {
      expect(active()).toEqual({
        "spanward.business_unit": "Insurance",
        "spanward.use_case": "claims",
        "spanward.tag.channel": "chat",
      });
    });
    expect(active()).toEqual({
      "spanward.business_unit": "Retail",
      "spanward.tag.channel": "chat",
    });
  });
  expect(active()).toEqual({});
});

test("it crosses a process boundary as W3C baggage, odd characters included", () => {
  const run = { sessionId: "s-1", project: "Käse & Brot", tags: { "team=a,b": "x;y" } };
  const headers: Record<string, string> = {};
  withContext(run, () => propagation.inject(context.active(), headers));
  expect(headers["baggage"]).toContain("session.id=s-1");
  const received = propagation.extract(ROOT_CONTEXT, headers);
  expect(attributesFromBaggage(received)).toEqual({
    "session.id": "s-1",
    "spanward.project": "Käse & Brot",
    "spanward.tag.team=a,b": "x;y",
  });
});

test("baggage of others is left alone, on the way and on spans", () => {
  const other = propagation.createBaggage({ "their.key": { value: "1" } });
  context.with(propagation.setBaggage(ROOT_CONTEXT, other), () =>
    withContext({ userId: "u" }, () => {
      expect(propagation.getActiveBaggage()?.getEntry("their.key")).toEqual({ value: "1" });
      expect(active()).toEqual({ "user.id": "u" });
    }),
  );
});

test("values and tags are limited, and nothing of it can throw", () => {
  const tags = Object.fromEntries(
    Array.from({ length: 100 }, (_, n) => [`t${n}`, "v".repeat(1_000)]),
  );
  withContext({ tags }, () => {
    expect(Object.keys(active())).toHaveLength(32);
    expect(String(active()["spanward.tag.t0"])).toHaveLength(256);
  });
  const broken = {
    get userId(): never {
      throw new Error("no user");
    },
  };
  expect(withContext(broken, () => "done")).toBe("done");
  trace.disable();
  expect(withContext({ userId: "u" }, () => agent("a", () => "fine"))).toBe("fine");
});
