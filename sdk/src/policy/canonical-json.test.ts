import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "./canonical-json.ts";
import { nanoFromUsd, usdFromNano } from "./money.ts";

test("the example of RFC 8785, section 3.2.2 and 3.2.3", () => {
  const value = {
    numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
    string: "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
    literals: [null, true, false],
  };
  expect(canonicalJson(value)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
  const sorting = { "\u20ac": 1, "\r": 2, "\ufb33": 3, 1: 4, "\ud83d\ude00": 5, "\u0080": 6 };
  const order = [2, 4, 6, 1, 5, 3];
  expect([...canonicalJson(sorting).matchAll(/:(\d)/g)].map(([, n]) => Number(n))).toEqual(order);
});

test("the order of keys makes no difference, and everything else does", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      const same = JSON.stringify(sortKeys(a)) === JSON.stringify(sortKeys(b));
      expect(canonicalJson(a) === canonicalJson(b)).toBe(same);
      expect(canonicalJson(JSON.parse(canonicalJson(a)))).toBe(canonicalJson(a));
    }),
  );
});

test("what has no JSON is refused", () => {
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  for (const value of [Number.NaN, Infinity, 1n, () => 1, "\ud800", cycle, undefined]) {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  }
});

test("money: text and nano-dollars are one to one", () => {
  expect(nanoFromUsd("0.000000001")).toBe(1n);
  expect(usdFromNano(12_500_000_000n)).toBe("12.5");
  expect(usdFromNano(-1n)).toBe("-0.000000001");
  for (const bad of ["", "-1", "1.", ".5", "1e3", "1,5", "0.0000000001"]) {
    expect(() => nanoFromUsd(bad)).toThrow(RangeError);
  }
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 20n), (nano) => {
      expect(nanoFromUsd(usdFromNano(nano))).toBe(nano);
    }),
  );
});

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? 0 : value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]): [string, unknown] => [`k${key}`, sortKeys(item)])
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}
