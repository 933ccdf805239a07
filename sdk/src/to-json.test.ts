import fc from "fast-check";
import { expect, test } from "vitest";
import { cutText } from "./cut-text.ts";
import { toJson } from "./to-json.ts";

test("a text that is cut says so, and no character is cut in half", () => {
  expect(cutText("a".repeat(100), 100)).toBe("a".repeat(100));
  expect(cutText("a".repeat(101), 100)).toBe(
    `${"a".repeat(36)}… [cut by @spanward/sdk: 36 of 101 characters]`,
  );
  expect(cutText(`${"a".repeat(35)}👩${"b".repeat(99)}`, 100)).toMatch(/^a{35}… /);
  fc.assert(
    fc.property(fc.string({ maxLength: 500 }), fc.integer({ min: 64, max: 400 }), (text, max) => {
      expect(cutText(text, max).length).toBeLessThanOrEqual(max);
      expect(cutText(cutText(text, max), max)).toBe(cutText(text, max));
    }),
  );
});

test("what is cut inside JSON leaves JSON", () => {
  const json = toJson({ role: "user", content: "x".repeat(10_000) }, 2_000);
  expect(json.length).toBeLessThanOrEqual(2_000);
  expect(JSON.parse(json)).toMatchObject({ role: "user" });
  expect(json).toContain("of 10000 characters]");
});

test("an object that holds half the process costs little", () => {
  let value: object = { text: "x".repeat(50_000) };
  for (let depth = 0; depth < 40; depth += 1) value = { left: value, right: value }; // 2^40 paths
  expect(toJson(value, 10_000).length).toBeLessThanOrEqual(10_000);
  const texts = Array.from({ length: 100_000 }, () => "y".repeat(100));
  expect(toJson({ texts }, 10_000).length).toBeLessThanOrEqual(10_000);
});

test("what JSON has no words for is named, and nothing throws", () => {
  const circular: Record<string, unknown> = { name: "loop" };
  circular["self"] = circular;
  expect(toJson(circular, 1_000)).toBe('{"name":"loop","self":"[circular]"}');
  expect(toJson({ big: 7n, bytes: new Uint8Array(3), act() {} }, 1_000)).toBe(
    '{"big":"7","bytes":"[3 bytes]","act":"[function]"}',
  );
  const broken = {
    get value(): never {
      throw new Error("closed");
    },
  };
  expect(toJson(broken, 1_000)).toBe("[not recorded: closed]");
  fc.assert(
    fc.property(
      fc.anything({ withBigInt: true, withMap: true, withSet: true, withTypedArray: true }),
      (value) => {
        expect(toJson(value, 500).length).toBeLessThan(600);
      },
    ),
  );
});
