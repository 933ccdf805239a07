import { trace } from "@opentelemetry/api";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { recordSpans } from "./testing.ts";
import { runInSpan, type SpanPlan } from "./run-in-span.ts";

// Goal: a span lasts as long as the work, and the work cannot tell that it is watched.

let { spans } = recordSpans();
beforeEach(() => ({ spans } = recordSpans()));
const plan: SpanPlan = { name: "work", attributes: () => ({}) };

test("a value, a promise and a failure go through; the span ends with them", async () => {
  expect(runInSpan(plan, () => 7)).toBe(7);
  expect(await runInSpan(plan, async () => "late")).toBe("late");
  const error = new RangeError("no");
  expect(() => runInSpan(plan, () => raise(error))).toThrow(error);
  await expect(runInSpan(plan, () => Promise.reject(error))).rejects.toBe(error);
  expect(spans().map(({ status }) => status.code)).toEqual([0, 0, 2, 2]);
  expect(spans()[2]?.attributes["error.type"]).toBe("RangeError");
  expect(spans()[3]?.events[0]).toMatchObject({
    name: "exception",
    attributes: { "exception.type": "RangeError", "exception.message": "no" },
  });
});

test("what is thrown and is no error is recorded too", () => {
  expect(() => runInSpan(plan, () => raise("a text"))).toThrow("a text");
  expect(spans()[0]).toMatchObject({ status: { code: 2, message: "a text" } });
  expect(spans()[0]?.attributes["error.type"]).toBe("_OTHER");
});

test("spans begun inside are its children, across await and in concurrent work", async () => {
  await runInSpan({ ...plan, name: "outer" }, () =>
    Promise.all(
      ["a", "b"].map(async (name) => {
        await new Promise(setImmediate);
        return await runInSpan({ ...plan, name }, async () => {
          await new Promise(setImmediate);
          runInSpan({ ...plan, name: `in ${name}` }, () => undefined);
        });
      }),
    ),
  );
  const byName = new Map(spans().map((span) => [span.name, span]));
  const parentOf = (name: string) => byName.get(name)?.parentSpanContext?.spanId;
  const idOf = (name: string) => byName.get(name)?.spanContext().spanId;
  expect([parentOf("in a"), parentOf("in b")]).toEqual([idOf("a"), idOf("b")]);
  expect([parentOf("a"), parentOf("b")]).toEqual([idOf("outer"), idOf("outer")]);
});

test("a hook that fails does not fail the work, and the span still ends", async () => {
  const broken = { ...plan, finished: raiseNow, chunk: raiseNow, ending: raiseNow };
  expect(runInSpan({ ...broken, attributes: raiseNow }, () => 1)).toBe(1);
  expect(await collect(runInSpan(broken, () => count(3)))).toEqual([0, 1, 2]);
  expect(spans()).toHaveLength(2);
});

test("without a provider the work runs, and nothing else happens", async () => {
  trace.disable();
  let gathered = 0;
  const counted = {
    ...plan,
    attributes: () => ({ n: (gathered += 1) }),
    chunk: () => (gathered += 1),
  };
  const generator = count(2);
  expect(runInSpan(counted, () => generator)).toBe(generator);
  expect(await collect(generator)).toEqual([0, 1]);
  expect(gathered).toBe(0);
});

test("a provider that throws does not fail the work", () => {
  trace.disable();
  trace.setGlobalTracerProvider({ getTracer: raiseNow });
  expect(runInSpan(plan, () => "done")).toBe("done");
});

test("whatever the work gives, its reader gets exactly that", async () => {
  await fc.assert(
    fc.asyncProperty(fc.anything(), async (value) => {
      expect(await runInSpan(plan, async () => value)).toBe(value);
    }),
  );
});

async function* count(to: number): AsyncGenerator<number> {
  for (let number = 0; number < to; number += 1) yield number;
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

function raise(error: unknown): never {
  throw error;
}

function raiseNow(): never {
  throw new Error("broken telemetry");
}
