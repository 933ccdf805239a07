import { type Context, context } from "@opentelemetry/api";

/** What happens to a stream while somebody reads it. `ended` comes once, whatever happened. */
export interface StreamObserver {
  chunk: (chunk: unknown) => void;
  /** `failure` holds what was thrown; null is an end, or a reader who stopped early. */
  ended: (failure: { error: unknown } | null) => void;
  /** What reading the stream starts belongs into this context. */
  context: Context;
}

/**
 * Lets an observer see a stream go by: an async iterable, an async generator, a web or a Node stream.
 * What its reader gets is untouched: the same chunks, at the same pace, with the same errors.
 * Gives the stream to hand on, or null if the value is no stream.
 *
 * Iterables are observed where they stand, so the very same object is handed on, with all its other
 * methods. A web `ReadableStream` can be read in ways that cannot be watched from outside, so one that
 * passes everything on takes its place.
 */
export function observeStream(value: unknown, observer: StreamObserver): object | null {
  if (typeof value !== "object" || value === null) return null;
  const watched = endOnce(observer);
  if (value instanceof ReadableStream) return value.locked ? null : relay(value, watched);
  if (!isAsyncIterable(value)) return null;
  watchIterable(value, watched);
  if ("pipe" in value && "once" in value && typeof value.once === "function") {
    value.once("close", () => watched.ended(null)); // a Node stream that is piped, not iterated
  }
  return value;
}

function endOnce(observer: StreamObserver): StreamObserver {
  let over = false;
  return {
    context: observer.context,
    chunk: (chunk) => {
      if (!over) observer.chunk(chunk);
    },
    ended: (failure) => {
      if (over) return;
      over = true;
      observer.ended(failure);
    },
  };
}

function watchIterable(iterable: AsyncIterable<unknown>, observer: StreamObserver): void {
  const iterate = iterable[Symbol.asyncIterator];
  if ("next" in iterable) watchIterator(iterable, observer); // a generator is its own iterator
  replace(iterable, Symbol.asyncIterator, () => {
    const iterator = context.with(observer.context, () => iterate.call(iterable));
    if (!Object.is(iterator, iterable)) watchIterator(iterator, observer);
    return iterator;
  });
}

/** Replaces `next`, `return` and `throw` of this one iterator. */
function watchIterator(iterator: object, observer: StreamObserver): void {
  for (const name of ["next", "return", "throw"] as const) {
    const own: unknown = Reflect.get(iterator, name);
    // Without a `return` nobody would tell that the reader stopped early.
    const method = name === "return" && own === undefined ? finish : own;
    if (typeof method !== "function") continue;
    replace(iterator, name, (...values: unknown[]) => {
      const step = () => Promise.resolve<unknown>(Reflect.apply(method, iterator, values));
      return watchStep(name, step, observer);
    });
  }
}

function finish(value: unknown): unknown {
  return { done: true, value };
}

async function watchStep(
  name: "next" | "return" | "throw",
  step: () => Promise<unknown>,
  observer: StreamObserver,
): Promise<unknown> {
  try {
    const result = await context.with(observer.context, step);
    if (isDone(result) || name === "return") observer.ended(null);
    else if (typeof result === "object" && result !== null && "value" in result) {
      observer.chunk(result.value);
    }
    return result;
  } catch (error) {
    observer.ended({ error });
    throw error;
  }
}

function relay(source: ReadableStream<unknown>, observer: StreamObserver): ReadableStream<unknown> {
  const reader = source.getReader();
  return new ReadableStream<unknown>(
    {
      async pull(controller) {
        try {
          const { done, value } = await context.with(observer.context, () => reader.read());
          if (done) {
            observer.ended(null);
            controller.close();
          } else {
            observer.chunk(value);
            controller.enqueue(value);
          }
        } catch (error) {
          observer.ended({ error });
          throw error;
        }
      },
      async cancel(reason) {
        observer.ended(null);
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 }, // reads from the source only what its own reader asks for
  );
}

function replace(target: object, name: PropertyKey, value: unknown): void {
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
}

function isAsyncIterable(value: object): value is AsyncIterable<unknown> {
  return Symbol.asyncIterator in value && typeof value[Symbol.asyncIterator] === "function";
}

function isDone(result: unknown): boolean {
  return typeof result === "object" && result !== null && "done" in result && result.done === true;
}
