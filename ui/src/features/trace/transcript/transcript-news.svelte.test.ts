import { expect, test, vi } from "vitest";
import { TranscriptNews } from "./transcript-news.svelte.ts";

const ids = (count: number) => Array.from({ length: count }, (_, index) => `s${index}`);
function recorded() {
  const asked: string[][] = [];
  const news = new TranscriptNews(async (spanIds) => {
    asked.push(spanIds);
    const known = spanIds.filter((spanId) => spanId !== "s1");
    return {
      spans: known.map((spanId) => ({ spanId, error: "", news: null, bytesLeftOut: null })),
    };
  }, 0);
  return { asked, news };
}

test("asks for what is in sight in batches, and for nothing twice", async () => {
  const { asked, news } = recorded();
  const hide = news.show("gone");
  hide(); // before the rest was over
  for (const spanId of ids(50)) news.show(spanId);
  await vi.waitFor(() => expect(news.of("s49")).toBeDefined());
  expect(asked.map(({ length }) => length)).toEqual([40, 10]);
  expect(asked.flat()).not.toContain("gone");
  news.show("s50");
  await vi.waitFor(() => expect(news.of("s50")).toBeDefined());
  expect(asked.at(-1)).toEqual(["s50"]);
  news.forget(["s3"]);
  await vi.waitFor(() => expect(news.of("s3")).toBeDefined());
  expect(asked.at(-1)).toEqual(["s3"]);
});

test("a failure is kept in words, and the next look asks again", async () => {
  let isDown = true;
  const news = new TranscriptNews(async (spanIds) => {
    if (isDown) throw new Error("The server does not answer");
    return { spans: spanIds.map((spanId) => ({ spanId, error: "", news: null, bytesLeftOut: 1 })) };
  }, 0);
  news.show("a");
  await vi.waitFor(() => expect(news.failure).toBe("The server does not answer"));
  isDown = false;
  news.look();
  await vi.waitFor(() => expect(news.of("a")).toMatchObject({ bytesLeftOut: 1 }));
  expect(news.failure).toBeNull();
});
