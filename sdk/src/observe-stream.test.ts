import { Readable } from "node:stream";
import { context, trace } from "@opentelemetry/api";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { runInSpan } from "./run-in-span.ts";
import { recordSpans } from "./testing.ts";

// Goal: a stream is read as if nobody watched, and its span ends exactly when the reading does.

let { spans } = recordSpans();
let chunks: unknown[] = [];
beforeEach(() => {
  ({ spans } = recordSpans());
  chunks = [];
});

function watch<Result>(give: () => Result): Result {
  const chunk = (value: unknown) => void chunks.push(value);
  return runInSpan({ name: "stream", attributes: () => ({}), chunk }, give);
}

test("the span of a generator ends with the last chunk, not before", async () => {
  const stream = watch(() => letters());
  expect(await stream.next()).toEqual({ done: false, value: "a" });
  expect(spans()).toEqual([]);
  expect(await collect(stream)).toEqual(["b", "c"]);
  expect(spans()).toHaveLength(1);
  expect(chunks).toEqual(["a", "b", "c"]);
});

test("a reader who stops early ends the span, without an error", async () => {
  for await (const letter of watch(() => letters())) if (letter === "b") break;
  for await (const letter of watch(() => bareIterable())) if (letter === "b") break;
  expect(spans().map(({ status }) => status.code)).toEqual([0, 0]);
});

test("what the stream throws reaches the reader and the span", async () => {
  const failing = watch(() => failAfterTwo());
  await expect(collect(failing)).rejects.toThrow("connection lost");
  expect(spans()[0]).toMatchObject({ status: { code: 2, message: "connection lost" } });
  expect(chunks).toEqual([1, 2]);
});

test("an iterable object stays the same object, with its other methods", async () => {
  const stream = bareIterable();
  const given = await watch(async () => stream);
  expect(given).toBe(stream);
  expect(given.controller).toBe("abort me");
  expect(await collect(given)).toEqual(["a", "b", "c"]);
  expect(spans()).toHaveLength(1);
});

test.each([
  ["iterated", async (stream: ReadableStream<string>) => await collect(stream)],
  [
    "read with a reader",
    async (stream: ReadableStream<string>) => {
      const reader = stream.getReader();
      const list: string[] = [];
      for (let step = await reader.read(); !step.done; step = await reader.read()) {
        list.push(step.value);
      }
      return list;
    },
  ],
  [
    "piped through",
    (stream: ReadableStream<string>) => collect(stream.pipeThrough(new TransformStream())),
  ],
])("a web stream that is %s is seen", async (_, read) => {
  const source = new ReadableStream<string>({
    start(controller) {
      for (const letter of ["a", "b"]) controller.enqueue(letter);
      controller.close();
    },
  });
  expect(await read(watch(() => source))).toEqual(["a", "b"]);
  expect(chunks).toEqual(["a", "b"]);
  expect(spans()).toHaveLength(1);
});

test("cancelling a web stream cancels its source and ends the span", async () => {
  let cancelled: unknown;
  const source = new ReadableStream<string>({ cancel: (reason) => void (cancelled = reason) });
  await watch(() => source).cancel("enough");
  expect(cancelled).toBe("enough");
  expect(spans()).toHaveLength(1);
});

test("a Node stream that is piped ends the span when it closes", async () => {
  const stream = watch(() => Readable.from(["a", "b"]));
  stream.resume();
  await new Promise((resolve) => stream.once("close", resolve));
  expect(spans()).toHaveLength(1);
});

test("what reading starts is a child of the span", async () => {
  const tracer = trace.getTracer("inner");
  async function* nested() {
    tracer.startSpan("inside").end();
    yield 1;
  }
  await context.with(context.active(), () => collect(watch(() => nested())));
  const [inside, stream] = spans();
  expect(inside?.parentSpanContext?.spanId).toBe(stream?.spanContext().spanId);
});

test("any chunks come through, the same and in order, wherever the reader stops", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.anything(), { maxLength: 20 }),
      fc.nat(25),
      async (items, stop) => {
        const before = spans().length;
        async function* source() {
          yield* items;
        }
        const read: unknown[] = [];
        for await (const item of watch(() => source())) {
          read.push(item);
          if (read.length > stop) break;
        }
        expect(read).toEqual(items.slice(0, stop + 1));
        expect(spans().length).toBe(before + 1);
      },
    ),
  );
});

async function* letters(): AsyncGenerator<string> {
  yield* ["a", "b", "c"];
}

async function* failAfterTwo(): AsyncGenerator<number> {
  yield* [1, 2];
  throw new Error("connection lost");
}

/** As the providers' clients have it: iterable, no iterator itself, no `return`. */
function bareIterable() {
  return {
    controller: "abort me",
    [Symbol.asyncIterator]() {
      const left = ["a", "b", "c"];
      return {
        async next() {
          const value = left.shift();
          return value === undefined
            ? { done: true as const, value: undefined }
            : { done: false as const, value };
        },
      };
    },
  };
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}
