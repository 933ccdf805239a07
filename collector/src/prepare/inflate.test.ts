import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { inflate } from "./inflate.ts";

test("gives back what was compressed, in one member or several", () => {
  expect(Buffer.from(inflate(gzipSync("abc"), 3)).toString()).toBe("abc");
  const members = Buffer.concat([gzipSync("ab"), gzipSync("c")]);
  expect(Buffer.from(inflate(members, 3)).toString()).toBe("abc");
});

test("a small body that becomes a large one is given up, however it is made", () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000));
  expect(() => inflate(bomb, 20_000)).toThrow("larger than 20000 bytes");
  const members = Buffer.concat(Array.from({ length: 30 }, () => gzipSync(Buffer.alloc(1000))));
  expect(() => inflate(members, 20_000)).toThrow("larger than 20000 bytes");
});

test.each([["{}"], [""], [gzipSync("abc").subarray(0, 12)]])("%j is no gzip", (body) => {
  expect(() => inflate(Buffer.from(body), 100)).toThrow("not gzip");
});
