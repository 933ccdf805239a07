import { expect, test } from "vitest";
import { remember } from "./remember.ts";

test("asks once in a while, and tells all who wait the same", async () => {
  let time = 0;
  let asked = 0;
  const ask = remember(
    1000,
    async () => (asked += 1),
    () => time,
  );
  expect(await Promise.all([ask(), ask()])).toEqual([1, 1]);
  time = 999;
  expect(await ask()).toBe(1);
  time = 1000;
  expect(await ask()).toBe(2);
});

test("does not remember a failure", async () => {
  let asked = 0;
  const ask = remember(1000, async () => {
    asked += 1;
    if (asked === 1) throw new Error("no");
    return asked;
  });
  await expect(ask()).rejects.toThrow("no");
  expect(await ask()).toBe(2);
});
