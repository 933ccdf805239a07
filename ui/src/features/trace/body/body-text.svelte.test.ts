import { expect, test } from "vitest";
import { BodyText } from "./body-text.svelte.ts";

const whole = "0123456789".repeat(30_000);
const fileHref = (part: string) => `/file?part=${part}`;
const source = () => ({
  fileHref,
  readPart: async ({ part, offset, limit }: { part: string; offset: number; limit: number }) => {
    const text = whole.slice(offset, offset + limit);
    const end = offset + text.length;
    const nextOffset = end < whole.length ? end : null;
    return { part, offset, text, characters: whole.length, nextOffset };
  },
});
const cut = { text: whole.slice(0, 16_384), characters: whole.length, part: "input.0" };

test("grows by the piece until it is whole", async () => {
  const body = new BodyText(() => cut, source);
  expect(body.isWhole).toBe(false);
  expect(body.fileHref).toBe("/file?part=input.0");
  await body.loadMore();
  expect(body.text).toHaveLength(116_384);
  await body.loadMore();
  await body.loadMore();
  expect(body.text).toBe(whole);
  expect(body.isWhole).toBe(true);
});

test("a failure is kept in words and loses nothing", async () => {
  const body = new BodyText(
    () => cut,
    () => ({
      fileHref,
      readPart: () => Promise.reject(new Error("The server does not answer")),
    }),
  );
  await body.loadMore();
  expect(body.failure).toBe("The server does not answer");
  expect(body.text).toBe(cut.text);
  expect(body.isLoading).toBe(false);
});

test("a text that was not cut is whole from the start", () => {
  const body = new BodyText(() => ({ text: "ok", characters: 2, part: null }), source);
  expect(body.isWhole).toBe(true);
  expect(body.canShowMore).toBe(false);
  expect(body.fileHref).toBeNull();
});
